using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Scoring;

/// <summary>
/// Scores a file of the container scoring-batches into the container scores, streamed in constant memory whatever its length:
/// {name}.csv (the file with the answers' columns), rejected/{name}.csv (its faulty rows alone, to be mended and sent again) and, last,
/// {name}.json (the summary; whoever sees it sees complete files). Again with the same file and model it writes the same bytes.
/// </summary>
internal sealed partial class BatchFile(BlobStore store, ChampionModel champion, IOptions<ScoringOptions> options,
    ILogger<BatchFile> logger)
{
    private const string CsvType = "text/csv; charset=utf-8";

    /// <summary>
    /// Where rejected rows go. No file may lie in a folder of that name, or its scores would overwrite another's rejected rows.
    /// </summary>
    private const string RejectedFolder = "rejected/";

    private static readonly RowError BadFolder = new(1, null, null, $"a file in the folder {RejectedFolder}",
        "a file in another folder, or in none");

    /// <summary>Scores a file.</summary>
    /// <param name="file">Its name in the container, with its ending.</param>
    /// <param name="name">Its name without.</param>
    /// <param name="cancellationToken">Cancels; what is written then is written again by the next delivery.</param>
    /// <exception cref="NoModelException">There is no model yet; the delivery is to be tried again.</exception>
    public async Task ScoreAsync(string file, string name, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Containers.ScoringBatches, file, cancellationToken) is not { } blob) return;
        var model = await champion.GetAsync(cancellationToken) ?? throw new NoModelException();
        if (name.StartsWith(RejectedFolder, StringComparison.Ordinal))
        {
            await ConcludeAsync(file, name, BatchSummary.Refused(model.Version, [BadFolder]), cancellationToken);
            return;
        }

        await ConcludeAsync(file, name, await ScoreAsync(file, blob.ETag, name, model, cancellationToken), cancellationToken);
    }

    private async Task ConcludeAsync(string file, string name, BatchSummary summary, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(summary, BatchSummaryJson.Default.BatchSummary));
        await store.WriteAsync(Containers.Scores, $"{name}.json", content, "application/json", cancellationToken);
        Scored(logger, file, summary.ScoredRows, summary.FaultyRows, summary.ModelVersion);
    }

    private async Task<BatchSummary> ScoreAsync(string file, string etag, string name, StrokeModel model,
        CancellationToken cancellationToken)
    {
        try
        {
            await using var input = await store.OpenDecodedAsync(Containers.ScoringBatches, file, etag, cancellationToken);
            await using var csv = await PatientCsvReader.OpenAsync(input, CsvPurpose.Scoring, cancellationToken);
            return csv.Header is null
                ? BatchSummary.Refused(model.Version, csv.FileFaults)
                : await ScoreRowsAsync(csv, name, model, cancellationToken);
        }
        catch (InvalidDataException fault)
        {
            return BatchSummary.Refused(
                model.Version, [new(1, null, null, RowError.Quote(fault.Message), "a file as its Content-Encoding says, or none")]);
        }
    }

    private async Task<BatchSummary> ScoreRowsAsync(
        PatientCsvReader csv,
        string name,
        StrokeModel model,
        CancellationToken cancellationToken
    )
    {
        var (scored, rejected) = (new Pipe(), new Pipe());
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scoring = new CsvScoring(
            csv,
            scored.Writer,
            new ScoringRun(model, explain: false, requestId: null, log: null),
            rejected.Writer,
            options.Value.NeutralizeFormulas
        );
        var run = RunAsync(scoring, scored.Writer, rejected.Writer, failed.Token);
        await Task.WhenAll(
            run,
            UploadAsync($"{name}.csv", scored.Reader, failed),
            UploadAsync($"{RejectedFolder}{name}.csv", rejected.Reader, failed));
        return BatchSummary.Of(scoring, csv, model.Version);
    }

    private static async Task RunAsync(CsvScoring scoring, PipeWriter scored, PipeWriter rejected, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            await scoring.RunAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            fault = exception;
            throw;
        }
        finally
        {
            // A fault reaches the uploads as theirs, so that no half file is committed as whole.
            await scored.CompleteAsync(fault);
            await rejected.CompleteAsync(fault);
        }
    }

    private async Task UploadAsync(string name, PipeReader content, CancellationTokenSource failed)
    {
        try
        {
            await store.WriteAsync(Containers.Scores, name, content.AsStream(), CsvType, failed.Token);
        }
        catch
        {
            // The scoring would wait for ever for somebody to read what it writes.
            await failed.CancelAsync();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{File}: {Scored} rows scored, {Faulty} rejected, by model {Version}")]
    private static partial void Scored(ILogger logger, string file, long scored, long faulty, string version);
}

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
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n"
)]
[JsonSerializable(typeof(BatchSummary))]
internal sealed partial class BatchSummaryJson : JsonSerializerContext;
