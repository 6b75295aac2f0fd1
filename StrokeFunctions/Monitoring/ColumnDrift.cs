using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Monitoring;

/// <summary>How far one column has moved.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">"numeric" or "categorical".</param>
/// <param name="Test">The test that Evidently would choose, by Evidently's name for it; null if the column is empty.</param>
/// <param name="Score">The test's result: a distance, or a p-value.</param>
/// <param name="Threshold">The limit of the score: drift at or above it for a distance, at or below it for a p-value.</param>
/// <param name="Drifted">Whether the score is beyond the threshold.</param>
/// <param name="Psi">Population stability index, 0 or more.</param>
/// <param name="JensenShannon">Jensen-Shannon distance, 0 to 0.8326.</param>
/// <param name="Wasserstein">Normed Wasserstein distance, in reference standard deviations; null for categories.</param>
/// <param name="PValue">Of the hypothesis that nothing has changed: Kolmogorov-Smirnov for numbers, chi-square of homogeneity for
/// categories.</param>
/// <param name="AdjustedPValue">The same after Holm's correction for all columns of the report.</param>
/// <param name="Significant">Whether the adjusted p-value is below the report's level, and a distance is material.</param>
/// <param name="Effect">What has changed, in plain units.</param>
/// <param name="MissingReference">Share of reference rows without a value, 0 to 1.</param>
/// <param name="MissingCurrent">Share of current rows without a value, 0 to 1.</param>
/// <param name="MissingAdjustedPValue">Of the hypothesis that as many values are missing as before, after Holm's correction.</param>
/// <param name="AgesAdjustedPValue">Of the hypothesis that each category's patients are of the ages that they were, a change of everybody's
/// age aside, after Holm's correction; null for numbers, and where the model keeps no ages.</param>
/// <param name="Bins">The shares in bins, for the plot.</param>
/// <param name="Error">Why the column could not be measured; null if it was.</param>
internal sealed record ColumnDrift(
    string Name, string Kind, string? Test, double? Score, double? Threshold, bool Drifted, double? Psi, double? JensenShannon,
    double? Wasserstein, double? PValue, double? AdjustedPValue, bool Significant, string Effect,
    double MissingReference, double MissingCurrent, double? MissingAdjustedPValue, double? AgesAdjustedPValue,
    IReadOnlyList<BinShare> Bins, string? Error)
{
    /// <summary>From this change of a category's mean age on, in standard deviations of everybody's age, its patients are others.</summary>
    public const double MaterialAgeChange = 0.2;

    /// <summary>From this Jensen-Shannon or normed Wasserstein distance on, a change matters (Evidently's threshold).</summary>
    public const double MaterialDistance = 0.1;

    /// <summary>From this change of the log odds on, the shares of two categories have changed enough to matter: a factor of 1.5.</summary>
    public const double MaterialLogOdds = 0.4;

    /// <summary>
    /// The chance of any false alarm among all columns of a report, in Holm's correction.
    /// </summary>
    public const double Level = 0.01;

    /// <summary>Measures every column; the p-values are corrected for all of them together.</summary>
    public static IReadOnlyList<ColumnDrift> Of(IReadOnlyList<DriftColumn> columns)
    {
        var measured = columns.Select(Measure).ToList();
        var pValues = measured
            .SelectMany(m => new[] { m.PValue, m.MissingAdjustedPValue, m.AgesAdjustedPValue })
            .Where(p => p is not null)
            .Select(p => p!.Value)
            .ToArray();
        var adjusted = new Queue<double>(PValues.Holm(pValues));
        return [.. measured.Zip(columns, (m, column) => Adjust(m, column, adjusted))];
    }

    private static ColumnDrift Adjust(ColumnDrift column, DriftColumn of, Queue<double> adjusted)
    {
        double? p = column.PValue is null ? null : adjusted.Dequeue();
        double? missing = column.MissingAdjustedPValue is null ? null : adjusted.Dequeue();
        double? ages = column.AgesAdjustedPValue is null ? null : adjusted.Dequeue();
        var others = ages < Level ? of.Ages!.InWords(of.Categories) : null;
        var material = column.JensenShannon >= MaterialDistance || column.Wasserstein >= MaterialDistance || OddsMoved(column);
        return column with
        {
            AdjustedPValue = p,
            MissingAdjustedPValue = missing,
            AgesAdjustedPValue = ages,
            Significant = (p < Level && material) || others is not null,
            Effect = others is null ? column.Effect : $"{column.Effect}; {others}",
        };
    }

    /// <summary>
    /// Of two categories the distance is small where one is rare: a share of 4.9 % must fall under 0.6 % or rise over 12.8 % for it. So
    /// the odds
    /// count, too.
    /// </summary>
    private static bool OddsMoved(ColumnDrift column)
    {
        if (column is not { Kind: "categorical", Bins: [var first, var second] }) return false;
        var (before, now) = (first.Reference * second.Current, second.Reference * first.Current);
        return before != now && Math.Abs(Math.Log(now / before)) >= MaterialLogOdds;
    }

    private static ColumnDrift Measure(DriftColumn column)
    {
        var (reference, current) = (column.Reference, column.Current);
        var kind = column.IsNumeric ? "numeric" : "categorical";
        double? missing = reference.Rows == 0 || current.Rows == 0 || reference.Missing + current.Missing == 0 ? null
            : ZTest.Test(reference.Missing, reference.Rows, current.Missing, current.Rows).PValue;
        if (reference.Count == 0 || current.Count == 0)
        {
            var where = reference.Count == 0 ? "reference" : "current rows";
            return new ColumnDrift(column.Name, kind, null, null, null, false, null, null, null, null, null, false, "",
                reference.MissingShare, current.MissingShare, missing, null, [], $"The {where} hold no value of this column.");
        }

        var bins = Statistics.Bins.Of(reference, current, column.IsNumeric);
        var test = DefaultTest.Of(column, bins);
        var distinct = Distribution.Merge(reference, current).Values.Length;
        var significance = column.IsNumeric && distinct > DefaultTest.FewValues
            ? KolmogorovSmirnov.Test(reference, current)
            : ChiSquare.Homogeneity(reference, current);
        return new ColumnDrift(column.Name, kind, test.Name, test.Score, test.Threshold, test.Drifted,
            Statistics.Psi.Index(bins), Statistics.JensenShannon.Distance(bins),
            column.IsNumeric ? Statistics.Wasserstein.Normed(reference, current) : null,
            significance.PValue, null, false, EffectOf(column), reference.MissingShare, current.MissingShare, missing,
            column.Ages?.Test.PValue,
            [.. bins.Labels.Select((label, i) => new BinShare(column.Label(label), label, bins.Reference[i], bins.Current[i]))], null);
    }

    private static string EffectOf(DriftColumn column)
    {
        var (reference, current) = (column.Reference, column.Current);
        if (column.IsNumeric)
        {
            var digits = column.Name == DriftColumn.Prediction ? "0.0000" : "0.0";
            var change = current.Mean - reference.Mean;
            return $"mean {In(reference.Mean)} → {In(current.Mean)}{column.Unit} ({(change < 0 ? "−" : "+")}{In(Math.Abs(change))})";

            string In(double value) => value.ToString(digits);
        }

        // Of two categories both have moved as far; the second is the 1, or the Yes.
        var moved =
            column.Categories.Count == 2
                ? 1
                : Enumerable.Range(0, column.Categories.Count).MaxBy(i => Math.Abs(ShareOf(current, i) - ShareOf(reference, i)));
        return $"{column.Categories[moved]}: {ShareOf(reference, moved) * 100:0.0} % → {ShareOf(current, moved) * 100:0.0} %";
    }

    private static double ShareOf(Distribution sample, int category) => (double)sample.CountOf(category) / sample.Count;
}

/// <summary>The share of both samples in one bin.</summary>
/// <param name="Label">The category, or the lower edge of the bin.</param>
/// <param name="From">The lower edge, or the value.</param>
/// <param name="Reference">Share of the reference, 0 to 1.</param>
/// <param name="Current">Share of the current rows, 0 to 1.</param>
internal sealed record BinShare(string Label, double From, double Reference, double Current);

/// <summary>One of the twelve columns whose drift is measured: the ten inputs, the prediction and the outcome.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsNumeric">Whether its values are numbers; otherwise they are indices of <paramref name="Categories"/>.</param>
/// <param name="Unit">The unit of a number, with a space before it, or nothing.</param>
/// <param name="Categories">The words of a category column.</param>
/// <param name="Reference">The reference's values.</param>
/// <param name="Current">The current values.</param>
internal sealed record DriftColumn(
    string Name, bool IsNumeric, string Unit, IReadOnlyList<string> Categories, Distribution Reference, Distribution Current)
{
    /// <summary>The ages in each category; null for a number, and where the reference keeps none.</summary>
    public AgesByCategory? Ages { get; init; }

    /// <summary>The name of the prediction among the columns.</summary>
    public const string Prediction = "prediction";

    /// <summary>A column of the schema.</summary>
    public static DriftColumn Of(Column column, Distribution reference, Distribution current) => column switch
    {
        NumericColumn number => new(number.Name, true, $" {number.Unit}", [], reference, current),
        CategoryColumn category => new(category.Name, false, "", category.Categories, reference, current),
        _ => throw new ArgumentException($"A column of type {column.GetType().Name} has no drift.", nameof(column)),
    };

    /// <summary>The calibrated probability of a stroke.</summary>
    public static DriftColumn OfPrediction(Distribution reference, Distribution current) =>
        new(Prediction, true, "", [], reference, current);

    /// <summary>The outcome.</summary>
    public static DriftColumn OfOutcome(Distribution reference, Distribution current) =>
        new(Schema.OutcomeColumn, false, "", ["0", "1"], reference, current);

    /// <summary>A value as people write it.</summary>
    public string Label(double value) => IsNumeric
        ? value.ToString("0.####")
        : Categories[(int)value];
}

/// <summary>The drift test that Evidently chooses for a column by default, with its threshold and its verdict.</summary>
/// <param name="Name">Evidently's name of the test.</param>
/// <param name="Score">A distance or a p-value.</param>
/// <param name="Threshold">Its limit.</param>
/// <param name="Drifted">Whether it says drift.</param>
internal sealed record DefaultTest(string Name, double Score, double Threshold, bool Drifted)
{
    /// <summary>A number with at most this many distinct values is tested like a category.</summary>
    public const int FewValues = 5;

    /// <summary>Above this many reference values Evidently measures distances, up to it p-values.</summary>
    public const int MaxRowsTested = 1000;

    private const double Distance = 0.1;
    private const double Significance = 0.05;

    /// <summary>Chooses and applies the test; both samples must hold a value.</summary>
    public static DefaultTest Of(DriftColumn column, Bins bins)
    {
        var (reference, current) = (column.Reference, column.Current);
        var distinct = Distribution.Merge(reference, current).Values.Length;
        var isNumber = column.IsNumeric && distinct > FewValues;
        if (reference.Count > MaxRowsTested)
        {
            return isNumber
                ? AtLeast("Wasserstein distance (normed)", Wasserstein.Normed(reference, current))
                : AtLeast("Jensen-Shannon distance", JensenShannon.Distance(bins));
        }

        if (isNumber)
        {
            var p = KolmogorovSmirnov.Test(reference, current).PValue;
            return new DefaultTest("K-S p_value", p, Significance, p <= Significance);
        }

        return distinct > 2
            ? Below("chi-square p_value", ChiSquare.GoodnessOfFit(reference, current).PValue)
            : Below("Z-test p_value", ZTest.Test(reference, current).PValue);
    }

    private static DefaultTest AtLeast(string name, double distance) => new(name, distance, Distance, distance >= Distance);

    private static DefaultTest Below(string name, double p) => new(name, p, Significance, p < Significance);
}

/// <summary>Drift of the dataset as a whole, by Evidently's rule.</summary>
/// <param name="Share">Share of the columns that drifted, 0 to 1.</param>
/// <param name="Threshold">Drift at or above this share.</param>
/// <param name="Drifted">Whether the share is at or above the threshold.</param>
/// <param name="DriftedColumns">How many columns drifted.</param>
/// <param name="Columns">How many columns there are, unmeasurable ones among them.</param>
internal sealed record DatasetDrift(double Share, double Threshold, bool Drifted, int DriftedColumns, int Columns)
{
    private const double HalfOfTheColumns = 0.5;

    /// <summary>Counts the drifted columns.</summary>
    public static DatasetDrift Of(IReadOnlyList<ColumnDrift> columns)
    {
        var drifted = columns.Count(c => c.Drifted);
        var share = columns.Count == 0 ? 0 : (double)drifted / columns.Count;
        return new DatasetDrift(share, HalfOfTheColumns, share >= HalfOfTheColumns, drifted, columns.Count);
    }
}

/// <summary>The ages of the patients in each category of a column, before and now.</summary>
/// <param name="Test">Whether each category's patients are as they were.</param>
/// <param name="Deviation">The standard deviation of everybody's age before, in years.</param>
internal sealed record AgesByCategory(MeansByCategory Test, double Deviation)
{
    /// <summary>Compares; null where there is nothing to compare with.</summary>
    public static AgesByCategory? Of(
        IReadOnlyList<CategoryMoments>? reference, IReadOnlyList<CategoryMoments>? current, Distribution agesBefore) =>
        reference is null || current is null ? null : new(MeansByCategory.Test(reference, current), agesBefore.StandardDeviation);

    /// <summary>Who has changed most, and what that may mean; null where it is too little to matter.</summary>
    public string? InWords(IReadOnlyList<string> categories) =>
        Math.Abs(Test.Change) < ColumnDrift.MaterialAgeChange * Deviation ? null
            : $"patients with '{categories[Test.Category]}' are {Math.Abs(Test.Change):0.0} years "
                + $"{(Test.Change < 0 ? "younger" : "older")} than before, beyond the change of everybody's age: "
                + "do the codes still mean the same?";
}
