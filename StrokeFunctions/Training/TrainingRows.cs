using StrokeFunctions.Data;

namespace StrokeFunctions.Training;

/// <summary>The rows that a model is trained on: one for each patient id, in ordinal order of the ids, so that the order is always the same.</summary>
internal sealed class TrainingRows
{
    private TrainingRows(string[] ids, Patient[] patients, bool[] outcomes)
    {
        Ids = ids;
        Patients = patients;
        Outcomes = outcomes;
        Features = FeatureMatrix.From(patients);
        Strokes = outcomes.Count(stroke => stroke);
        TwinOf = FindTwins(patients);
        Twins = TwinOf.Where((twin, row) => twin != row).Count();
    }

    public IReadOnlyList<string> Ids { get; }

    public IReadOnlyList<Patient> Patients { get; }

    public bool[] Outcomes { get; }

    public FeatureMatrix Features { get; }

    public int Strokes { get; }

    /// <summary>The first row with the same ten values as each row: itself, where there is none before it.</summary>
    public int[] TwinOf { get; }

    /// <summary>Rows whose ten values another row before them has.</summary>
    public int Twins { get; }

    public int Count => Outcomes.Length;

    /// <summary>Every index, from 0.</summary>
    public int[] AllRows => [.. Enumerable.Range(0, Count)];

    /// <summary>Keeps the last of the rows of each id.</summary>
    public static TrainingRows From(IReadOnlyList<DatasetRow> rows)
    {
        var latest = new Dictionary<string, int>(rows.Count, StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++) latest[rows[i].Id] = i;
        string[] ids = [.. latest.Keys];
        Array.Sort(ids, StringComparer.Ordinal);
        var patients = new Patient[ids.Length];
        var outcomes = new bool[ids.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var row = rows[latest[ids[i]]];
            patients[i] = row.Patient;
            outcomes[i] = row.Stroke;
        }

        return new TrainingRows(ids, patients, outcomes);
    }

    private static int[] FindTwins(Patient[] patients)
    {
        var first = new Dictionary<Patient, int>(patients.Length);
        var twins = new int[patients.Length];
        for (var row = 0; row < patients.Length; row++) twins[row] = first.TryAdd(patients[row], row) ? row : first[patients[row]];
        return twins;
    }
}
