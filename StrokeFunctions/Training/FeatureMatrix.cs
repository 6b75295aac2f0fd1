using StrokeFunctions.Data;

namespace StrokeFunctions.Training;

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
