using System.Text.Json.Serialization;

namespace StrokeFunctions.Monitoring;

/// <summary>The notice of a verdict: counts and column names, no value of any patient.</summary>
/// <param name="Report">The report's name, to be read at /api/reports/{name}.html.</param>
/// <param name="Kind">"dataset", "scoring" or "interval".</param>
/// <param name="Level">"act" or "watch".</param>
/// <param name="ModelVersion">The model that was measured.</param>
/// <param name="DriftedColumns">The columns that have really changed.</param>
/// <param name="FaultyRowShare">Share of faulty rows, 0 to 1.</param>
/// <param name="Retrain">"retrain", "keep" or "undecided".</param>
internal sealed record Alert(
    string Report, string Kind, string Level, string ModelVersion, IReadOnlyList<string> DriftedColumns, double FaultyRowShare, string Retrain)
{
    /// <summary>The notice of a report.</summary>
    public static Alert Of(string name, Report report) => new(name, report.Kind, report.Verdict.Level, report.Model.Version,
        [.. report.Columns.Where(c => c.Significant).Select(c => c.Name)], report.DataQuality.FaultyShare, report.Retrain.Decision);
}

/// <summary>How alerts are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJson : JsonSerializerContext;
