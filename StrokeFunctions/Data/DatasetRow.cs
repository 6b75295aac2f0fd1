namespace StrokeFunctions.Data;

/// <summary>One accepted row of a dataset.</summary>
/// <param name="Line">Where the row begins in its file; the header is line 1.</param>
/// <param name="Id">The patient's id, as text.</param>
/// <param name="Patient">The ten inputs.</param>
/// <param name="Stroke">The outcome.</param>
internal readonly record struct DatasetRow(long Line, string Id, Patient Patient, bool Stroke);
