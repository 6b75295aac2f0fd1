using StrokeFunctions.Data;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>Reads a dataset from the store, and writes down what is wrong with it.</summary>
internal sealed class DatasetIntake(BlobStore store, RejectedRows rejected)
{
    /// <summary>Which content a dataset has now; null if it is gone.</summary>
    public async Task<DatasetSource?> FindAsync(string name, CancellationToken ct)
    {
        if (await store.FindAsync(Containers.Datasets, name, ct) is not { } entry) return null;
        await using var stream = await store.OpenReadAsync(Containers.Datasets, name, entry.ETag, ct);
        await using var hashing = new HashingStream(stream);
        await hashing.CopyToAsync(Stream.Null, ct);
        return new DatasetSource(name, entry.ETag, hashing.Sha256(), entry.LastModified);
    }

    /// <summary>Reads that content. Its faults, if any, are kept beside it in the container "datasets-rejected".</summary>
    public async Task<DatasetOutcome> ReadAsync(DatasetSource source, CancellationToken ct)
    {
        await using var stream = await store.OpenReadAsync(Containers.Datasets, source.Name, source.ETag, ct);
        var outcome = await DatasetReader.ReadAsync(stream, ct);
        var refused = (outcome as RefusedDataset)?.Reason;
        if (refused is not null || outcome.Summary.FaultCount > 0)
            await rejected.WriteAsync(new RejectedRowsReport(source, refused, outcome.Summary), ct);
        return outcome;
    }
}
