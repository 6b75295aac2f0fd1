using StrokeFunctions.Datasets;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>The patients of one file whom the base was not trained on.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="At">When it was written.</param>
/// <param name="LogOdds">What the base says of each.</param>
/// <param name="Outcomes">What happened to them.</param>
internal sealed record UnseenFile(string Name, DateTimeOffset At, double[] LogOdds, bool[] Outcomes)
{
    /// <summary>The patients themselves; empty where only their numbers are known.</summary>
    public IReadOnlyList<DatasetRow> Rows { get; init; } = [];

    /// <summary>How many strokes the file has; more than the outcomes tell of, where these are a sample's.</summary>
    public int Strokes { get; init; }

    /// <summary>The patients of a dataset with the base's log odds.</summary>
    public static UnseenFile Of(UnseenPatients dataset, StrokeModel model)
    {
        var rows = dataset.Rows;
        return new UnseenFile(
            dataset.Source.Name,
            dataset.Source.LastModified,
            [.. rows.Select(row => model.LogOdds(row.Patient))],
            [.. rows.Select(row => row.Stroke)])
        {
            Rows = rows,
            Strokes = dataset.Strokes,
        };
    }

    /// <summary>Observed and expected strokes under a layer.</summary>
    public ExpectedOutcomes Expect(OperatingLayer layer) => ExpectedOutcomes.Of(Probabilities(layer), Outcomes, layer.Threshold);

    /// <summary>What a layer says of each patient.</summary>
    public double[] Probabilities(OperatingLayer layer) => Array.ConvertAll(LogOdds, l => ProbabilityScore.Logistic(layer.Apply(l)));

    /// <summary>The patients of several files.</summary>
    public static (double[] LogOdds, bool[] Outcomes) Join(IEnumerable<UnseenFile> files) =>
        ([.. files.SelectMany(file => file.LogOdds)], [.. files.SelectMany(file => file.Outcomes)]);
}
