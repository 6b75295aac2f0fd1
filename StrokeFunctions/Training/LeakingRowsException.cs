namespace StrokeFunctions.Training;

/// <summary>The rows give the outcome away, so that a model of them would be worth nothing for real patients.</summary>
internal sealed class LeakingRowsException(string message) : UntrainableRowsException(message);
