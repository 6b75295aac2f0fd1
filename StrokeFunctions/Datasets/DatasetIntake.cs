using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>Reads a dataset from the store, and writes down what is wrong with it.</summary>
internal sealed class DatasetIntake(BlobStore store, RejectedRows rejected)
{
    /// <summary>Which content a dataset has now; null if it is gone.</summary>
    public async Task<DatasetSource?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Containers.Datasets, name, cancellationToken) is not { } entry) return null;
        await using var stream = await store.OpenReadAsync(Containers.Datasets, name, entry.ETag, cancellationToken);
        await using var hashing = new HashingStream(stream);
        await hashing.CopyToAsync(Stream.Null, cancellationToken);
        return new DatasetSource(name, entry.ETag, hashing.Sha256(), entry.LastModified);
    }

    /// <summary>Reads that content. What was found in it is kept, and its faults, if any, in the container "datasets-rejected".</summary>
    public async Task<DatasetOutcome> ReadAsync(DatasetSource source, CancellationToken cancellationToken)
    {
        var outcome = await ReadContentAsync(source, cancellationToken);
        var refused = (outcome as RefusedDataset)?.Reason;
        var report = new RejectedRowsReport(source, refused, outcome.Summary);
        await rejected.WriteSummaryAsync(report, cancellationToken);
        if (refused is not null || outcome.Summary.FaultCount > 0) await rejected.WriteAsync(report, outcome.Rejected, cancellationToken);
        return outcome;
    }

    private async Task<DatasetOutcome> ReadContentAsync(DatasetSource source, CancellationToken cancellationToken)
    {
        if (BlobName.FaultOfDataset(source.Name) is { } fault) return Unreadable($"Its name can't be a dataset's: {fault}.");
        try
        {
            await using var stream = await store.OpenDecodedAsync(Containers.Datasets, source.Name, source.ETag, cancellationToken);
            return await DatasetReader.ReadAsync(stream, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return Unreadable($"The blob can't be decompressed as its Content-Encoding says. {e.Message}");
        }
    }

    private static RefusedDataset Unreadable(string reason) =>
        new(reason, new DatasetSummary(0, 0, 0, 0, 0, 0, [], 1, [new(1, null, null, RowError.Quote(reason), "a CSV file")]));
}

/// <summary>
/// Why a dataset, or some of its rows, was refused: datasets-rejected/{name}/{hash}.json, one for each content of that name.
/// </summary>
internal sealed class RejectedRows(BlobStore store)
{
    private const int HashDigits = 16;

    /// <summary>What was found in an upload; null if it wasn't read.</summary>
    public async Task<RejectedRowsReport?> FindAsync(DatasetSource dataset, CancellationToken cancellationToken) =>
        (await store.ReadAsync(Containers.Training, $"summaries/{NameOf(dataset)}.json", cancellationToken)
            ?? await store.ReadAsync(Containers.DatasetsRejected, $"{NameOf(dataset)}.json", cancellationToken)) is { } blob
            ? JsonSerializer.Deserialize(blob.Content.Span, RejectedRowsJson.Default.RejectedRowsReport)
            : null;

    /// <summary>The rows of an upload that were set aside, as they came; null if none was.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindRowsAsync(DatasetSource dataset, CancellationToken cancellationToken) =>
        (await store.ReadAsync(Containers.DatasetsRejected, $"{NameOf(dataset)}.csv", cancellationToken))?.Content;

    /// <summary>Keeps what was found in an upload, faulty or not: training/summaries/{name}/{hash}.json.</summary>
    public async Task WriteSummaryAsync(RejectedRowsReport report, CancellationToken cancellationToken)
    {
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(report, RejectedRowsJson.Default.RejectedRowsReport));
        await store.WriteAsync(Containers.Training, $"summaries/{NameOf(report.Dataset)}.json", json, "application/json",
            cancellationToken);
    }

    /// <summary>Writes what is wrong with a dataset. The same dataset gives the same blob.</summary>
    /// <returns>The blob's name.</returns>
    /// <param name="report">What is wrong with it.</param>
    /// <param name="rows">The rows set aside, as they came: they stand beside it, as .csv.</param>
    /// <param name="cancellationToken">Cancels between the writes.</param>
    public async Task<string> WriteAsync(RejectedRowsReport report, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        if (!rows.IsEmpty)
            await store.CreateAsync(Containers.DatasetsRejected, $"{NameOf(report.Dataset)}.csv", rows, "text/csv", cancellationToken);
        var name = $"{NameOf(report.Dataset)}.json";
        var json = JsonSerializer.SerializeToUtf8Bytes(report, RejectedRowsJson.Default.RejectedRowsReport);
        await store.CreateAsync(Containers.DatasetsRejected, name, json, "application/json", cancellationToken);
        return name;
    }

    private static string NameOf(DatasetSource dataset) => $"{dataset.Name}/{dataset.Sha256[..HashDigits]}";
}

/// <summary>What is wrong with one dataset.</summary>
/// <param name="Dataset">Which upload.</param>
/// <param name="Refused">Why nothing of it was taken; null if only rows were set aside.</param>
/// <param name="Summary">What was found, with each fault's line, column, what stood there and what is allowed.</param>
internal sealed record RejectedRowsReport(DatasetSource Dataset, string? Refused, DatasetSummary Summary);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(RejectedRowsReport))]
internal sealed partial class RejectedRowsJson : JsonSerializerContext;
