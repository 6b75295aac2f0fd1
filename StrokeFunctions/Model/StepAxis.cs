using StrokeFunctions.Data;

namespace StrokeFunctions.Model;

/// <summary>One thing that steps are asked of: a category column as a whole, or one numeric feature cut at its thresholds.</summary>
/// <param name="Category">The category column, or null for a numeric feature.</param>
/// <param name="Feature">The numeric feature.</param>
/// <param name="Thresholds">Where the numeric feature is cut, ascending; a value equal to a threshold lies below the cut.</param>
/// <param name="FirstBin">The number of its first bin among the bins of all axes.</param>
internal readonly record struct StepAxis(CategoryColumn? Category, int Feature, float[] Thresholds, int FirstBin)
{
    /// <summary>How many bins it has.</summary>
    public int BinCount => Category?.Categories.Count ?? Thresholds.Length + 1;

    /// <summary>The bin of a patient, numbered over all axes.</summary>
    public int BinOf(in Patient patient, ReadOnlySpan<float> features) =>
        FirstBin + (Category is null ? SortedFloats.CountBelow(Thresholds, features[Feature]) : (int)patient[Category.Index]);

    /// <summary>The value of one of the axis's features in one of its bins, or null where the bin is a range (a numeric feature).</summary>
    public float? ValueIn(int bin, int feature)
    {
        if (Category is null) return null;
        var patient = Patient.From([0, 0, 0, 0, 0, 0, 0, 1, double.NaN, 0]);
        patient[Category.Index] = bin;
        Span<float> features = stackalloc float[Featurizer.Count];
        Featurizer.Fill(patient, features);
        return features[feature];
    }
}
