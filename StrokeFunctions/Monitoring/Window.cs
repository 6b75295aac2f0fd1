using System.Collections;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Monitoring;

/// <summary>What a report looks at.</summary>
internal enum WindowKind
{
    /// <summary>The newest dataset.</summary>
    Dataset,

    /// <summary>What was scored since the last report of this kind.</summary>
    Scoring,

    /// <summary>What was scored in a chosen interval.</summary>
    Interval,
}

/// <summary>The current window: the rows that are compared with the reference.</summary>
/// <param name="Kind">Where the rows come from.</param>
/// <param name="Source">The dataset's name, or the interval, for people.</param>
/// <param name="From">The beginning of the interval; null for a dataset.</param>
/// <param name="To">The end of the interval, or when the dataset was written.</param>
/// <param name="Rows">The rows that could be read.</param>
/// <param name="Faults">What could not be read.</param>
internal sealed record Window(
    WindowKind Kind, string Source, DateTimeOffset? From, DateTimeOffset To, IReadOnlyList<WindowRow> Rows, FaultCounts Faults)
{
    /// <summary>Of how many rows the rows are a sample of patients; null if they are all.</summary>
    public long? SampledFrom { get; init; }

    /// <summary>The same as if no outcome were known.</summary>
    public Window WithoutOutcomes() => this with { Rows = [.. Rows.Select(row => row with { Stroke = null })] };
}

/// <summary>One row of a window.</summary>
/// <param name="Id">The patient's id, if there is one.</param>
/// <param name="Patient">The ten inputs; NaN where a value was missing or not allowed.</param>
/// <param name="IsValid">Whether every value was allowed, so that the patient can be scored.</param>
/// <param name="Probability">What was answered when it was scored; NaN if it has not been.</param>
/// <param name="Stroke">The outcome, if it is known.</param>
/// <param name="IsSentAgain">Whether the same request (by its X-Request-Id) scored the same patient before: a caller's second try.</param>
internal readonly record struct WindowRow(
    string? Id, Patient Patient, bool IsValid, double Probability, bool? Stroke, bool IsSentAgain = false);

/// <summary>Reads windows from storage.</summary>
internal sealed class WindowReader(BlobStore store, ScoringLog scoringLog, OutcomeLog outcomeLog)
{
    /// <summary>The same dataset gives the same report.</summary>
    private const int SampleSeed = 1;

    /// <summary>The dataset that was written last; null if there is none.</summary>
    public async Task<BlobEntry?> FindNewestDatasetAsync(CancellationToken cancellationToken)
    {
        BlobEntry? newest = null;
        await foreach (var blob in store.ListAsync(Containers.Datasets, "", cancellationToken))
        {
            if (BlobName.FaultOfDataset(blob.Name) is null && (newest is null || blob.LastModified >= newest.LastModified)) newest = blob;
        }

        return newest;
    }

    /// <summary>Reads a dataset; faults are counted, never thrown. Of very many rows a sample is kept.</summary>
    public async Task<Window> ReadDatasetAsync(BlobEntry dataset, CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenDecodedAsync(Containers.Datasets, dataset.Name, dataset.ETag, cancellationToken);
        var (rows, count, faults) = await ReadAsync(stream, ScoringWindow.MaxRows, cancellationToken);
        return new Window(WindowKind.Dataset, dataset.Name, null, dataset.LastModified, rows, faults)
        {
            SampledFrom = count > rows.Count ? count : null,
        };
    }

    /// <summary>Reads what was scored from one moment (included) to another (excluded), with the outcomes that were told since.</summary>
    public async Task<Window> ReadScoringAsync(WindowKind kind, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var window = new ScoringWindow(ScoringWindow.MaxRows);
        await foreach (var scored in scoringLog.ReadAsync(from, to, cancellationToken)) window.Add(scored);
        await foreach (var outcome in outcomeLog.ReadAsync(cancellationToken)) window.Add(outcome);
        var rows = window.ToRows();
        return new Window(
            kind,
            $"scored patients, {from.UtcDateTime:yyyy-MM-dd HH:mm} to {to.UtcDateTime:yyyy-MM-dd HH:mm} UTC",
            from,
            to,
            rows,
            new FaultCounts()
        )
        {
            SampledFrom = window.Seen > rows.Count ? window.Seen : null,
        };
    }

    /// <summary>
    /// Reads the rows of a dataset as training does: what is set aside there is compared with nothing here, and only counted.
    /// </summary>
    /// <param name="stream">The dataset.</param>
    /// <param name="maxRows">The most rows; of more, those of a sample of the patients.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The rows, how many there are in all, and what could not be read.</returns>
    public static async Task<(IReadOnlyList<WindowRow> Rows, int Count, FaultCounts Faults)> ReadAsync(
        Stream stream, int maxRows, CancellationToken cancellationToken)
    {
        var (rows, faults) = await DatasetReader.ReadRowsAsync(stream, cancellationToken);
        var kept = RowSample.OfPatients(rows, maxRows, SampleSeed);
        return ([.. kept.Select(row => new WindowRow(row.Id, row.Patient, true, double.NaN, row.Stroke))], rows.Count, faults);
    }
}

/// <summary>
/// Some rows of a window with the model's probabilities, without copying a row: a million rows of 100 bytes are held once only.
/// </summary>
/// <param name="rows">The window's rows.</param>
/// <param name="probabilities">One for each of them.</param>
/// <param name="indices">Which rows are selected.</param>
internal sealed class RowSelection(IReadOnlyList<WindowRow> rows, double[] probabilities, IReadOnlyList<int> indices)
    : IReadOnlyList<WindowRow>
{
    /// <inheritdoc/>
    public int Count => indices.Count;

    /// <inheritdoc/>
    public WindowRow this[int index] => rows[indices[index]] with { Probability = probabilities[indices[index]] };

    /// <summary>Those of the selected rows that fulfil a condition.</summary>
    public RowSelection Where(Func<WindowRow, bool> condition) => new(rows, probabilities, [.. indices.Where(i => condition(rows[i]))]);

    /// <summary>One number of each selected row.</summary>
    public double[] Numbers(Func<WindowRow, double> number)
    {
        var numbers = new double[Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = number(this[i]);
        return numbers;
    }

    /// <inheritdoc/>
    public IEnumerator<WindowRow> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
