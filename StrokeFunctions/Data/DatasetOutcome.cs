namespace StrokeFunctions.Data;

/// <summary>How reading a dataset ended: accepted, or refused as a whole.</summary>
/// <param name="Summary">What was found in the file.</param>
internal abstract record DatasetOutcome(DatasetSummary Summary);

/// <summary>A dataset to learn from. Its faulty rows, if any, are set aside and listed in the summary.</summary>
/// <param name="Rows">The accepted rows in the order of the file, a patient's repeats among them.</param>
/// <param name="Summary">What was found in the file.</param>
internal sealed record AcceptedDataset(IReadOnlyList<DatasetRow> Rows, DatasetSummary Summary) : DatasetOutcome(Summary)
{
    /// <summary>The latest row of each patient, in the order of the file: what the training table takes.</summary>
    public IReadOnlyList<DatasetRow> LatestRows()
    {
        if (Summary.PatientCount == Rows.Count) return Rows;
        var last = new Dictionary<string, long>(Rows.Count);
        foreach (var row in Rows) last[row.Id] = row.Line;
        return [.. Rows.Where(row => last[row.Id] == row.Line)];
    }
}

/// <summary>A dataset that nothing is learned from.</summary>
/// <param name="Reason">Why, in one sentence.</param>
/// <param name="Summary">What was found in the file, as far as it could be read.</param>
internal sealed record RefusedDataset(string Reason, DatasetSummary Summary) : DatasetOutcome(Summary);
