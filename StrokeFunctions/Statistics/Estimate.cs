namespace StrokeFunctions.Statistics;

/// <summary>A measured number with its 95 % interval.</summary>
/// <param name="Value">The number itself, measured on all patients.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end of the interval.</param>
/// <param name="N">How many patients it rests on: for recall those with a stroke, for precision the flagged.</param>
internal sealed record Estimate(double Value, double Low, double High, int N);
