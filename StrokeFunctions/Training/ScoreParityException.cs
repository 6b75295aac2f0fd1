namespace StrokeFunctions.Training;

/// <summary>An exported member doesn't score as ML.NET does, so it must not be published.</summary>
internal sealed class ScoreParityException(string member, int row, double difference)
    : Exception(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{member} differs from ML.NET's score by {difference} in row {row}; at most {ModelExport.Tolerance} is allowed."))
{
    /// <summary>The largest difference.</summary>
    public double Difference { get; } = difference;
}
