using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>
/// The rows that models are trained on: the latest row of each patient over all datasets taken in. The rows lie in blobs named by
/// their hash, which never change; training/table.json says which of them is the table.
/// </summary>
internal sealed class TrainingTable(BlobStore store)
{
    private const string IndexName = "table.json";

    /// <summary>Reads the table, its hash checked.</summary>
    /// <exception cref="CorruptBlobException">It is not what was written.</exception>
    public async Task<TableState> ReadAsync(CancellationToken ct)
    {
        if (await store.ReadAsync(Containers.Training, IndexName, ct) is not { } blob) return new TableState(TableIndex.Empty, [], null);
        var index = JsonSerializer.Deserialize(blob.Content.Span, RegistryJson.Default.TableIndex)
            ?? throw new CorruptBlobException(Containers.Training, IndexName, "it is null");
        return new TableState(index, await ReadRowsAsync(index.Blob, index.Sha256, ct), blob.ETag);
    }

    /// <summary>Reads rows that a table was, or is, made of.</summary>
    /// <exception cref="CorruptBlobException">They are not what was written.</exception>
    public async Task<IReadOnlyList<TableRow>> ReadRowsAsync(string name, string sha256, CancellationToken ct)
    {
        var entry = await store.FindAsync(Containers.Training, name, ct) ?? throw new CorruptBlobException(Containers.Training, name, "it is gone");
        try
        {
            await using var stream = await store.OpenReadAsync(Containers.Training, name, entry.ETag, ct);
            return await TableFile.ReadAsync(stream, sha256, ct);
        }
        catch (InvalidDataException e)
        {
            throw new CorruptBlobException(Containers.Training, name, e.Message, e);
        }
    }

    /// <summary>Writes rows without making them the table yet. The same rows give the same blob.</summary>
    public async Task<TableIndex> SaveAsync(TableMerge merge, CancellationToken ct)
    {
        var (content, sha256) = TableFile.Write(merge.Rows);
        var name = $"rows/{sha256}.csv.gz";
        await store.CreateAsync(Containers.Training, name, content, "application/gzip", ct);
        return new TableIndex(merge.Rows.Count, merge.Rows.Count(row => row.Row.Stroke), name, sha256, merge.Datasets);
    }

    /// <summary>Makes saved rows the table. False if it was changed by somebody else after it was read.</summary>
    /// <param name="index">What <see cref="SaveAsync"/> gave.</param>
    /// <param name="basis">The table that the rows were merged into.</param>
    /// <param name="ct">Cancels before the write.</param>
    public async Task<bool> CommitAsync(TableIndex index, TableState basis, CancellationToken ct)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(index, RegistryJson.Default.TableIndex);
        var written = basis.ETag is null
            ? await store.CreateAsync(Containers.Training, IndexName, json, "application/json", ct)
            : await store.ReplaceAsync(Containers.Training, IndexName, json, "application/json", basis.ETag, ct);
        return written is not null;
    }
}
