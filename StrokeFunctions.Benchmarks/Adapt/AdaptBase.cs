using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Adapt;

/// <summary>
/// A base model, and patients whom it was not trained on, from whom the files to come are drawn. Real inputs, and strokes drawn from the
/// risks that a model told of each real patient while held out (a plasmode, Franklin et al. 2014): of the 60 strokes of a quarter of the
/// real patients, drawn again and again, their own chance excess would count as a change.
/// </summary>
internal sealed class AdaptBase
{
    /// <summary>The share of the patients that a base is trained on.</summary>
    public const double TrainingShare = 0.75;

    /// <summary>Few folds, so that many bases can be trained; the app's own default trains five times as long.</summary>
    private static readonly TrainingOptions Options = new() { Folds = 3, InnerFolds = 3, InnerRepeats = 1 };

    private AdaptBase(StrokeModel model, IReadOnlyList<HeldOutPrediction> heldOut, DatasetRow[] learnt, DatasetRow[] pool, double[] risks)
    {
        (Model, Learnt, Pool, Risks) = (model, learnt, pool, risks);
        LogOdds = [.. pool.Select(row => model.LogOdds(row.Patient))];
        StrokeShare = risks.Average();
        var learntById = learnt.ToDictionary(row => row.Id);
        HeldOutPrediction[] calibrated = [.. heldOut.Where(one => model.IsCalibratedFor(learntById[one.Id].Patient))];
        double[] probabilities = [.. calibrated.Select(one => one.Probability)];
        HeldOut = new HeldOutCalibration(
            model.Threshold,
            Array.ConvertAll(probabilities, ProbabilityScore.Logit),
            [.. calibrated.Select(one => one.Stroke)]
        );
        Layer = OperatingLayer.Base(model.Threshold);
        Serving = new ServingLayer(Layer, null, ExpectedOutcomes.Of(probabilities, HeldOut.Outcomes, model.Threshold));
    }

    public StrokeModel Model { get; }

    public DatasetRow[] Learnt { get; }

    public DatasetRow[] Pool { get; }

    /// <summary>The true risk of each patient of the pool.</summary>
    public double[] Risks { get; }

    /// <summary>What the base says of each.</summary>
    public double[] LogOdds { get; }

    public double StrokeShare { get; }

    public HeldOutCalibration HeldOut { get; }

    public OperatingLayer Layer { get; }

    public ServingLayer Serving { get; }

    /// <summary>The risk of each patient, told by a model that had not seen the patient.</summary>
    public static double[] Law(IReadOnlyList<DatasetRow> rows)
    {
        var trained = Trainer.Train(rows, Options, null, CancellationToken.None);
        var told = trained.OuterCrossValidation.ToDictionary(one => one.Id, one => one.Probability);
        return [.. rows.Select(row => told[row.Id])];
    }

    /// <summary>Trains on a share of the patients, with strokes drawn by the law.</summary>
    public static AdaptBase Train(IReadOnlyList<DatasetRow> rows, double[] law, double share, int seed)
    {
        var random = new Random(seed);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        random.Shuffle(order);
        var training = (int)(share * rows.Count);
        DatasetRow[] learnt = [.. order[..training].Select(i => rows[i] with { Stroke = random.NextDouble() < law[i] })];
        var trained = Trainer.Train(learnt, Options, null, CancellationToken.None);
        return new AdaptBase(
            StrokeModel.Parse("base", trained.ModelJson),
            trained.OuterCrossValidation,
            learnt,
            [.. order[training..].Select(i => rows[i])],
            [.. order[training..].Select(i => law[i])]);
    }

    /// <summary>Recall and precision of a layer among endless patients like the pool's, with a multiple of their share of
    /// strokes.</summary>
    public (double Recall, double Precision) Measure(OperatingLayer layer, double prevalence, double[]? logOdds = null)
    {
        logOdds ??= LogOdds;
        double hits = 0, alarms = 0;
        for (var i = 0; i < logOdds.Length; i++)
        {
            if (ProbabilityScore.Logistic(layer.Apply(logOdds[i])) < layer.Threshold) continue;
            hits += Risks[i];
            alarms += 1 - Risks[i];
        }

        return Point(hits, alarms, prevalence);
    }

    /// <summary>The largest recall at a precision that any threshold on this ranking gives, were every risk known.</summary>
    public double OracleRecall(double prevalence, double minPrecision)
    {
        double best = 0, hits = 0, alarms = 0;
        foreach (var i in Enumerable.Range(0, LogOdds.Length).OrderByDescending(i => LogOdds[i]))
        {
            hits += Risks[i];
            alarms += 1 - Risks[i];
            var (recall, precision) = Point(hits, alarms, prevalence);
            if (precision >= minPrecision) best = Math.Max(best, recall);
        }

        return best;
    }

    private (double Recall, double Precision) Point(double hits, double alarms, double prevalence)
    {
        var share = prevalence * StrokeShare;
        var recall = hits / (StrokeShare * Risks.Length);
        var flagged = (share * recall) + ((1 - share) * alarms / ((1 - StrokeShare) * Risks.Length));
        return (recall, flagged == 0 ? 0 : share * recall / flagged);
    }
}
