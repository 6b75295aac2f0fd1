using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Registry;

/// <summary>
/// What is kept of the rows that a model was trained on (models/{version}/reference.json), so that a report needs no raw row.
/// At most <see cref="MaxValues"/> distinct values a column, so a profile stays under a megabyte for any number of rows.
/// </summary>
/// <param name="Columns">Each input's values, by the column's name; a category as its index.</param>
/// <param name="HeldOutWithStroke">The probabilities of patients with a stroke, each predicted by a model that had not seen the
/// patient.</param>
/// <param name="HeldOutWithoutStroke">The same of patients without a stroke. From the two come the reference's confusion matrix, curves and
/// calibration.</param>
internal sealed record ReferenceProfile(
    IReadOnlyDictionary<string, Distribution> Columns, Distribution HeldOutWithStroke, Distribution HeldOutWithoutStroke)
{
    /// <summary>
    /// A column with more distinct values is compressed to this many. No cumulative share is then off by more than 1/8192, however often a
    /// single value occurs: far below any threshold; samples up to 1,000 rows, for which tests are exact, are never compressed.
    /// </summary>
    public const int MaxValues = 8192;

    /// <summary>Probabilities are kept to six decimals: finer differences mean nothing and would only fill the manifest.</summary>
    private const int ProbabilityDecimals = 6;

    /// <summary>
    /// The model's own probabilities of its training rows; null in manifests written before this was kept. Predictions of new rows are
    /// compared with these: the hold-out ones come from other models, whose levels differ from this one's even where nothing has changed.
    /// </summary>
    public Distribution? Predicted { get; init; }

    /// <summary>
    /// The ages in each category of a column, by the column's name: who has a code, and not only how many. Null in manifests written
    /// before this was kept.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<CategoryMoments>>? Ages { get; init; }

    /// <summary>
    /// The hold-out probabilities of the patients for whom the model is calibrated, where these are not all: those with bmi measured,
    /// with a stroke. What is said of the others says nothing of its calibration.
    /// </summary>
    public Distribution? CalibratedWithStroke { get; init; }

    /// <summary>The same of patients without a stroke.</summary>
    public Distribution? CalibratedWithoutStroke { get; init; }

    /// <summary>How many training rows there were.</summary>
    public long Rows => HeldOutWithStroke.Rows + HeldOutWithoutStroke.Rows;

    /// <summary>Profiles training rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="heldOutProbabilities">What a model that had not seen it said of each (NaN: nothing).</param>
    /// <param name="model">The model that was trained on them.</param>
    /// <exception cref="ArgumentException">There is not one probability for each row.</exception>
    public static ReferenceProfile Of(IReadOnlyList<DatasetRow> rows, ReadOnlySpan<double> heldOutProbabilities, StrokeModel model)
    {
        if (rows.Count != heldOutProbabilities.Length) throw new ArgumentException("There must be one probability for each row.");
        var columns = new Dictionary<string, Distribution>(Schema.Inputs.Count);
        var values = new double[rows.Count];
        foreach (var column in Schema.Inputs)
        {
            for (var i = 0; i < values.Length; i++) values[i] = rows[i].Patient[column];
            columns.Add(column.Name, Distribution.Of(values).Compress(MaxValues));
        }

        int[] all = [.. Enumerable.Range(0, rows.Count)];
        int[] calibrated = [.. all.Where(i => model.IsCalibratedFor(rows[i].Patient))];
        var heldOut = heldOutProbabilities.ToArray();
        Distribution Told(int[] those, bool stroke) =>
            Rounded([.. those.Where(i => rows[i].Stroke == stroke).Select(i => heldOut[i])]);
        return new ReferenceProfile(columns, Told(all, true), Told(all, false))
        {
            Predicted = Rounded([.. rows.Select(row => model.Probability(row.Patient))]),
            Ages = AgesOf([.. rows.Select(row => row.Patient)]),
            CalibratedWithStroke = calibrated.Length < all.Length ? Told(calibrated, true) : null,
            CalibratedWithoutStroke = calibrated.Length < all.Length ? Told(calibrated, false) : null,
        };
    }

    /// <summary>
    /// The hold-out probabilities of the patients for whom the model is calibrated, with their outcomes, one after the other.
    /// </summary>
    public (double[] Probabilities, bool[] Outcomes) HeldOut()
    {
        double[] with = [.. (CalibratedWithStroke ?? HeldOutWithStroke).Expand()];
        double[] without = [.. (CalibratedWithoutStroke ?? HeldOutWithoutStroke).Expand()];
        return ([.. with, .. without], [.. with.Select(_ => true), .. without.Select(_ => false)]);
    }

    /// <summary>Observed strokes beside those that the hold-out probabilities expect.</summary>
    public ExpectedOutcomes CalibratedOn()
    {
        var (probabilities, outcomes) = HeldOut();
        return ExpectedOutcomes.Of(probabilities, outcomes, 1);
    }

    /// <summary>The ages in each category of each column.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<CategoryMoments>> AgesOf(IReadOnlyList<Patient> patients)
    {
        double[] ages = [.. patients.Select(patient => patient[Schema.Age])];
        return Schema.Inputs.OfType<CategoryColumn>().ToDictionary(column => column.Name, column => CategoryMoments.Of(
            [.. patients.Select(patient => patient[column])], ages, column.Categories.Count));
    }

    /// <summary>The outcomes of the training rows: 0 without a stroke, 1 with.</summary>
    public Distribution Outcome()
    {
        var (without, with) = (HeldOutWithoutStroke.Rows, HeldOutWithStroke.Rows);
        return (without, with) switch
        {
            (0, 0) => Distribution.Empty,
            (0, _) => Distribution.From([1], [with], 0),
            (_, 0) => Distribution.From([0], [without], 0),
            _ => Distribution.From([0, 1], [without, with], 0),
        };
    }

    /// <summary>What predictions of new rows are compared with: the model's own of all training rows, or else the hold-out ones.</summary>
    public Distribution Prediction() => Predicted ?? Distribution.Merge(HeldOutWithoutStroke, HeldOutWithStroke);

    /// <summary>
    /// A probability as profiles keep it. What is compared with a profile is rounded alike: else equal predictions would seem to differ.
    /// </summary>
    public static double Round(double probability) => Math.Round(probability, ProbabilityDecimals);

    private static Distribution Rounded(double[] probabilities) =>
        Distribution.Of(Array.ConvertAll(probabilities, Round)).Compress(MaxValues);
}
