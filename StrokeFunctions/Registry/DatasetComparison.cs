using StrokeFunctions.Patients;

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
    /// <summary>Known patients who came under another spelling of the number that is their id.</summary>
    public int RespelledPatients { get; init; }

    /// <summary>Known patients who came under other ids, recognised by their ten values.</summary>
    public int RecognisedPatients { get; init; }

    /// <summary>Known patients who are younger than before: set aside.</summary>
    public int YoungerPatients { get; init; }

    /// <summary>The rows set aside, by column, with the commonest value of each; null in what was written before this was kept.</summary>
    public IReadOnlyList<SetAsideColumn>? SetAside { get; init; }

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
            (RespelledPatients, "under another spelling of their id"),
            (RecognisedPatients, "under other ids, recognised by their ten values"),
        ];
        var told = parts
            .Where(part => part.Count > 0)
            .Select(part => $"{part.Count} {part.What}")
            .ToArray();
        var all = told.Length == 0 ? first : $"{first} Known patients: {string.Join(", ", told)}.";
        return SetAsideInWords() is { Length: > 0 } setAside ? $"{all} {setAside}" : all;
    }

    /// <summary>What was set aside, in a sentence with each column's commonest value; empty if nothing was.</summary>
    public string SetAsideInWords()
    {
        var rows = FaultyRows == 1 ? "1 row was" : $"{FaultyRows} rows were";
        var faulty = FaultyRows == 0 ? "" : $"{rows} set aside: {SetAsideColumn.InWords(SetAside ?? [])}.";
        var younger = YoungerPatients == 0
            ? "" : $"{YoungerPatients} known patients are younger than before: their new rows were set aside.";
        return $"{faulty} {younger}".Trim();
    }
}
