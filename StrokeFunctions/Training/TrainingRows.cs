using StrokeFunctions.Patients;

namespace StrokeFunctions.Training;

/// <summary>
/// The rows that a model is trained on: one for each patient id, in ordinal order of the ids, so that the order is always the same.
/// </summary>
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
        DuplicateFeatureRows = TwinOf.Where((twin, row) => twin != row).Count();
    }

    public IReadOnlyList<string> Ids { get; }

    public IReadOnlyList<Patient> Patients { get; }

    public bool[] Outcomes { get; }

    public FeatureMatrix Features { get; }

    public int Strokes { get; }

    /// <summary>The first row with the same ten values as each row: itself, where there is none before it.</summary>
    public int[] TwinOf { get; }

    /// <summary>Rows whose ten values another row before them has.</summary>
    public int DuplicateFeatureRows { get; }

    public int Count => Outcomes.Length;

    /// <summary>Every index, from 0.</summary>
    public int[] AllRows => [.. Enumerable.Range(0, Count)];

    /// <summary>Whether a row's bmi was measured.</summary>
    public bool HasBmi(int row) => !double.IsNaN(Patients[row][Schema.Bmi]);

    /// <summary>Keeps the last of the rows of each id.</summary>
    public static TrainingRows From(IReadOnlyList<DatasetRow> rows)
    {
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        Array.Sort(order, (a, b) => string.CompareOrdinal(rows[a].Id, rows[b].Id) is var byId and not 0 ? byId : a.CompareTo(b));
        int[] latest = [.. order.Where((row, i) => i + 1 == order.Length || rows[order[i + 1]].Id != rows[row].Id)];
        var ids = new string[latest.Length];
        var patients = new Patient[latest.Length];
        var outcomes = new bool[latest.Length];
        for (var i = 0; i < latest.Length; i++) (_, ids[i], patients[i], outcomes[i]) = rows[latest[i]];

        return new TrainingRows(ids, patients, outcomes);
    }

    private static int[] FindTwins(Patient[] patients)
    {
        // Rows stand for their patients, who are twenty times as large.
        var firsts = new HashSet<int>(
            patients.Length,
            EqualityComparer<int>.Create((a, b) => patients[a].Equals(patients[b]), row => patients[row].GetHashCode())
        );
        var twins = new int[patients.Length];
        for (var row = 0; row < patients.Length; row++)
        {
            twins[row] = firsts.TryGetValue(row, out var first) ? first : row;
            firsts.Add(row);
        }

        return twins;
    }
}

/// <summary>The features of many patients, row after row in one array.</summary>
internal sealed class FeatureMatrix
{
    private readonly float[] _values;

    private FeatureMatrix(float[] values, int rows)
    {
        _values = values;
        Rows = rows;
    }

    /// <summary>How many patients there are.</summary>
    public int Rows { get; }

    /// <summary>The features of a patient, as <see cref="Featurizer.Fill"/> writes them.</summary>
    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * Featurizer.Count, Featurizer.Count);

    /// <summary>The features of patients in the order given.</summary>
    public static FeatureMatrix From(IReadOnlyList<Patient> patients)
    {
        var values = new float[patients.Count * Featurizer.Count];
        for (var row = 0; row < patients.Count; row++) Featurizer.Fill(patients[row], values.AsSpan(row * Featurizer.Count));
        return new FeatureMatrix(values, patients.Count);
    }

    /// <summary>The mean of each feature over some rows.</summary>
    public double[] Means(ReadOnlySpan<int> rows)
    {
        var means = new double[Featurizer.Count];
        foreach (var row in rows)
        {
            var features = this[row];
            for (var i = 0; i < means.Length; i++) means[i] += features[i];
        }

        for (var i = 0; i < means.Length; i++) means[i] /= rows.Length;
        return means;
    }
}
