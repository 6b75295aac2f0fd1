namespace StrokeFunctions.Statistics;

/// <summary>The outcome of a significance test.</summary>
/// <param name="Statistic">The test's own quantity.</param>
/// <param name="PValue">How likely a statistic at least as extreme is when nothing has changed, 0 to 1.</param>
internal readonly record struct TestResult(double Statistic, double PValue);
