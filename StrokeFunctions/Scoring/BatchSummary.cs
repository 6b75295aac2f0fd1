using System.Text.Json.Serialization;
using StrokeFunctions.Data;

namespace StrokeFunctions.Scoring;

/// <summary>What became of a file of the container scoring-batches: scores/{name}.json.</summary>
/// <param name="Status">"scored"; "refused" if the file can't be read at all; "broken_off" if not to its end.</param>
/// <param name="ModelVersion">The version that scored the whole file.</param>
/// <param name="ScoredRows">Rows with an answer.</param>
/// <param name="AtRiskRows">Answers at or above the threshold.</param>
/// <param name="FaultyRows">Rows with a problem instead.</param>
/// <param name="IgnoredColumns">Columns that the schema doesn't know; they were carried over unread.</param>
/// <param name="Faults">Why the file was refused or broken off; empty if it was scored.</param>
internal sealed record BatchSummary(
    string Status, string ModelVersion, long ScoredRows, long AtRiskRows, long FaultyRows,
    IReadOnlyList<string> IgnoredColumns, IReadOnlyList<RowError> Faults)
{
    /// <summary>A file that can't be read.</summary>
    public static BatchSummary Refused(string version, IReadOnlyList<RowError> faults) => new("refused", version, 0, 0, 0, [], faults);

    /// <summary>A file that was read, at least to a point.</summary>
    public static BatchSummary Of(CsvScoring scoring, PatientCsvReader csv, string version) => new(
        csv.FileFaults.Count == 0 ? "scored" : "broken_off", version, scoring.Scored, scoring.AtRisk, scoring.Faulty,
        csv.Header?.ExtraColumns ?? [], csv.FileFaults);
}

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(BatchSummary))]
internal sealed partial class BatchSummaryJson : JsonSerializerContext;
