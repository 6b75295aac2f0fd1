namespace StrokeFunctions.Training;

/// <summary>
/// While a training ran, somebody changed what it rests on (a promotion by hand, a pin, or another training after the lock was lost).
/// The next delivery begins anew from what is true by then.
/// </summary>
internal sealed class SupersededTrainingException(string what) : Exception($"{what} changed while the training ran; it is done again.");
