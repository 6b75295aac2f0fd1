using System.Text.Json;
using System.Text.Json.Serialization;
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

    /// <summary>Reads that content. Its faults, if any, are kept beside it in the container "datasets-rejected".</summary>
    public async Task<DatasetOutcome> ReadAsync(DatasetSource source, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(Containers.Datasets, source.Name, source.ETag, cancellationToken);
        var outcome = await DatasetReader.ReadAsync(stream, cancellationToken);
        var refused = (outcome as RefusedDataset)?.Reason;
        if (refused is not null || outcome.Summary.FaultCount > 0)
            await rejected.WriteAsync(new RejectedRowsReport(source, refused, outcome.Summary), cancellationToken);
        return outcome;
    }
}

/// <summary>
/// Why a dataset, or some of its rows, was refused: datasets-rejected/{name}/{hash}.json, one for each content of that name.
/// </summary>
internal sealed class RejectedRows(BlobStore store)
{
    private const int HashDigits = 16;

    /// <summary>What was wrong with an upload; null if nothing was.</summary>
    public async Task<RejectedRowsReport?> FindAsync(DatasetSource dataset, CancellationToken cancellationToken) =>
        await store.ReadAsync(Containers.DatasetsRejected, $"{NameOf(dataset)}.json", cancellationToken) is { } blob
            ? JsonSerializer.Deserialize(blob.Content.Span, RejectedRowsJson.Default.RejectedRowsReport)
            : null;

    /// <summary>Writes what is wrong with a dataset. The same dataset gives the same blob.</summary>
    /// <returns>The blob's name.</returns>
    public async Task<string> WriteAsync(RejectedRowsReport report, CancellationToken cancellationToken)
    {
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
