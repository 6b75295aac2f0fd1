using System.Text.Json;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// The rows that models are trained on: the latest row of each patient over all datasets taken in. The rows lie in blobs named by
/// their hash, which never change; training/table.json says which of them is the table. Rows are read, merged and written as a stream:
/// a table of any size takes the same memory, and room in the folder for temporary files.
/// </summary>
internal sealed class TrainingTable(BlobStore store)
{
    private const string IndexName = ModelRegistry.TableIndexName;
    private const string ErasedName = "erased.json";
    private const string RowsFolder = "rows/";

    /// <summary>Reads the table, its hash checked.</summary>
    /// <exception cref="CorruptBlobException">It is not what was written.</exception>
    public async Task<TableState> ReadAsync(CancellationToken cancellationToken)
    {
        var erased = await ReadErasedAsync(cancellationToken);
        if (await store.ReadAsync(Containers.Training, IndexName, cancellationToken) is not { } blob)
            return new TableState(TableIndex.Empty, [], null) { Erased = erased };
        var index = JsonSerializer.Deserialize(blob.Content.Span, RegistryJson.Default.TableIndex)
            ?? throw new CorruptBlobException(Containers.Training, IndexName, "it is null");
        return new TableState(index, await ReadRowsAsync(index.Blob, index.Sha256, cancellationToken), blob.ETag) { Erased = erased };
    }

    /// <summary>Reads rows that a table was, or is, made of.</summary>
    /// <exception cref="CorruptBlobException">They are not what was written.</exception>
    public async Task<TableRows> ReadRowsAsync(string name, string sha256, CancellationToken cancellationToken)
    {
        var entry =
            await store.FindAsync(Containers.Training, name, cancellationToken)
            ?? throw new CorruptBlobException(Containers.Training, name, "it is gone");
        try
        {
            await using var stream = await store.OpenReadAsync(Containers.Training, name, entry.ETag, cancellationToken);
            return await TableFile.ReadAsync(stream, sha256, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new CorruptBlobException(Containers.Training, name, e.Message, e);
        }
    }

    /// <summary>Writes rows without making them the table yet. The same rows give the same blob.</summary>
    public async Task<TableIndex> SaveAsync(TableMerge merge, CancellationToken cancellationToken)
    {
        var (content, sha256) = TableFile.Write(merge.Rows);
        await using var _ = content;
        await using var stream = content.OpenRead();
        var name = $"{RowsFolder}{sha256}.csv.gz";
        await store.CreateAsync(Containers.Training, name, stream, "application/gzip", cancellationToken);
        return new TableIndex(merge.Rows.Count, merge.Rows.Strokes, name, sha256, merge.Datasets);
    }

    /// <summary>Makes saved rows the table. False if it was changed by somebody else after it was read.</summary>
    /// <param name="index">What <see cref="SaveAsync"/> gave.</param>
    /// <param name="basis">The table that the rows were merged into.</param>
    /// <param name="cancellationToken">Cancels before the write.</param>
    public async Task<bool> CommitAsync(TableIndex index, TableState basis, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(index, RegistryJson.Default.TableIndex);
        var written = basis.ETag is null
            ? await store.CreateAsync(Containers.Training, IndexName, json, "application/json", cancellationToken)
            : await store.ReplaceAsync(Containers.Training, IndexName, json, "application/json", basis.ETag, cancellationToken);
        if (written is not null) return true;

        // It may be ours all the same: written, and the answer lost.
        return await store.ReadAsync(Containers.Training, IndexName, cancellationToken) is { } there
            && there.Content.Span.SequenceEqual(json);
    }

    /// <summary>Which datasets are in the table, without its rows.</summary>
    public async Task<TableIndex> ReadIndexAsync(CancellationToken cancellationToken) =>
        await store.ReadAsync(Containers.Training, IndexName, cancellationToken) is { } blob
            ? JsonSerializer.Deserialize(blob.Content.Span, RegistryJson.Default.TableIndex) ?? TableIndex.Empty
            : TableIndex.Empty;

    /// <summary>Keeps whom to leave out of datasets from before.</summary>
    /// <exception cref="SupersededTrainingException">Somebody else erased a patient meanwhile.</exception>
    public async Task RememberErasedAsync(ErasedPatients erased, ErasedPatients basis, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(erased.Patients, ErasureJson.Default.IReadOnlyDictionaryStringDateTimeOffset);
        var written = basis.ETag is null
            ? await store.CreateAsync(Containers.Training, ErasedName, json, "application/json", cancellationToken)
            : await store.ReplaceAsync(Containers.Training, ErasedName, json, "application/json", basis.ETag, cancellationToken);
        if (written is null) throw new SupersededTrainingException("The list of erased patients");
    }

    /// <summary>Deletes the rows of tables before this one that hold a patient. Kept models name theirs, but nothing reads them.</summary>
    /// <returns>How many tables were deleted.</returns>
    public async Task<int> DeleteRowsWithAsync(string id, CancellationToken cancellationToken)
    {
        var deleted = 0;
        await foreach (var blob in store.ListAsync(Containers.Training, RowsFolder, cancellationToken))
        {
            await using var stream = await store.OpenReadAsync(Containers.Training, blob.Name, blob.ETag, cancellationToken);
            if (!await TableFile.HoldsAsync(stream, id, cancellationToken)) continue;
            await store.DeleteAsync(Containers.Training, blob.Name, cancellationToken);
            deleted++;
        }

        return deleted;
    }

    /// <summary>Whom to leave out of what was written before.</summary>
    /// <exception cref="CorruptBlobException">It is not a list of them.</exception>
    public async Task<ErasedPatients> ReadErasedAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(Containers.Training, ErasedName, cancellationToken) is not { } blob) return ErasedPatients.None;
        var patients = JsonSerializer.Deserialize(blob.Content.Span, ErasureJson.Default.DictionaryStringDateTimeOffset)
            ?? throw new CorruptBlobException(Containers.Training, ErasedName, "it is null");
        return new ErasedPatients(patients, blob.ETag);
    }
}

/// <summary>The training table as read.</summary>
/// <param name="Index">What it is made of.</param>
/// <param name="Rows">Its rows in the ordinal order of the patients' ids, to be read one after the other.</param>
/// <param name="ETag">The ETag of training/table.json, which a change needs; null before the first dataset.</param>
internal sealed record TableState(TableIndex Index, TableRows Rows, string? ETag)
{
    /// <summary>Patients whose rows from before their erasure do not come back.</summary>
    public ErasedPatients Erased { get; init; } = ErasedPatients.None;
}

/// <summary>One patient of the training table: the latest row, and the dataset that it is from.</summary>
/// <param name="Row">The row; its line is the line in the table's own file.</param>
/// <param name="Source">Which of <see cref="TableIndex.Datasets"/>, from 0.</param>
internal readonly record struct TableRow(DatasetRow Row, int Source);

/// <summary>training/table.json: which rows are the training table now, and where they are from. Changed only with If-Match.</summary>
/// <param name="Rows">How many rows, which is how many patients.</param>
/// <param name="Strokes">How many of them had a stroke.</param>
/// <param name="Blob">The blob of the rows, in the container "training".</param>
/// <param name="Sha256">SHA-256 of the rows as text, in lower-case hex.</param>
/// <param name="Datasets">Every dataset taken in, in the order in which it was; a row names its dataset by the number here.</param>
internal sealed record TableIndex(int Rows, int Strokes, string Blob, string Sha256, IReadOnlyList<DatasetSource> Datasets)
{
    /// <summary>The events of the change that led to this table, kept here until they stand in the log; null if it carries none.</summary>
    public IReadOnlyList<ModelEvent>? Events { get; init; }

    /// <summary>Before the first dataset.</summary>
    public static readonly TableIndex Empty = new(0, 0, "", "", []);
}

/// <summary>
/// While a training ran, somebody changed what it rests on (a promotion by hand, a pin, or another training after the lock was lost).
/// The next delivery begins anew from what is true by then.
/// </summary>
internal sealed class SupersededTrainingException(string what) : Exception($"{what} changed while the training ran; it is done again.");
