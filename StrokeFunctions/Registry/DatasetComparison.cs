namespace StrokeFunctions.Registry;

/// <summary>What a dataset brings beyond what the training table holds. Counts of patients, but for the first and last two.</summary>
/// <param name="Rows">Accepted rows.</param>
/// <param name="Patients">Different patients.</param>
/// <param name="NewPatients">Not in the table before.</param>
/// <param name="RepeatedPatients">In the table with the same inputs and outcome.</param>
/// <param name="ChangedPatients">In the table with other inputs.</param>
/// <param name="ContradictoryPatients">In the table with the same inputs and another outcome.</param>
/// <param name="OutdatedPatients">In the table with a row of a later dataset, which stays.</param>
/// <param name="KnownToChampion">Patients that the champion was trained on.</param>
/// <param name="RepeatRecords">Rows of a patient who has a later row in the same file.</param>
/// <param name="FaultyRows">Rows set aside.</param>
internal sealed record DatasetComparison(
    long Rows,
    int Patients,
    int NewPatients,
    int RepeatedPatients,
    int ChangedPatients,
    int ContradictoryPatients,
    int OutdatedPatients,
    int KnownToChampion,
    long RepeatRecords,
    long FaultyRows)
{
    /// <summary>Whether no patient of the file is new.</summary>
    public bool OnlyKnownPatients => NewPatients == 0;

    /// <summary>The comparison in a sentence or two.</summary>
    public string InWords()
    {
        var known = Patients - NewPatients;
        var first = OnlyKnownPatients
            ? $"The file is {known} known patients{(RepeatRecords > 0 ? $" plus {RepeatRecords} repeat records of them" : "")}, and "
                    + $"nobody new."
            : $"{NewPatients} of {Patients} patients are new{(RepeatRecords > 0 ? $"; {RepeatRecords} rows are repeat records" : "")}.";
        (int Count, string What)[] parts =
        [
            (RepeatedPatients, "as before"),
            (ChangedPatients, "with other values"),
            (ContradictoryPatients, "with the same values and another outcome"),
            (OutdatedPatients, "of whom a later dataset is known already"),
        ];
        var told = parts
            .Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {part.What}")
            .ToArray();
        return told.Length == 0 ? first : $"{first} Known patients: {string.Join(", ", told)}.";
    }
}
