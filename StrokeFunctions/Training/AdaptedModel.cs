using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// An updated model: the same members with intercept a + b times theirs, and weights b times theirs. So it is an ordinary model.json, with
/// exact reasons. What is said of it is measured on the patients since the change, each predicted by an update that was estimated without
/// them.
/// </summary>
/// <param name="ModelJson">The bytes of model.json.</param>
/// <param name="Evaluation">Its quality on the window.</param>
/// <param name="Reference">The window's rows, to measure drift against.</param>
/// <param name="Layer">For the manifest.</param>
/// <param name="HeldOut">What was said of the window's patients while they were held out, by id.</param>
internal sealed record AdaptedModel(
    byte[] ModelJson,
    Evaluation Evaluation,
    ReferenceProfile Reference,
    AdaptedLayer Layer,
    IReadOnlyDictionary<string, HeldOutPrediction> HeldOut)
{
    private const int Folds = 5;
    private const int Groups = 10;

    /// <summary>Builds it.</summary>
    /// <param name="basis">The model.json that it stands on.</param>
    /// <param name="plan">What is to change.</param>
    /// <param name="champion">What served on top of the same log odds, for comparison.</param>
    /// <param name="heldOut">The hold-out predictions of the model that it stands on.</param>
    /// <param name="goal">What a threshold has to reach.</param>
    /// <param name="baseVersion">The version that it stands on; null if it is not published itself.</param>
    /// <param name="options">Seed and replicates.</param>
    public static AdaptedModel Of(
        ModelDocument basis,
        UpdateLayer plan,
        OperatingLayer champion,
        HeldOutCalibration heldOut,
        WorkingPointGoal goal,
        string? baseVersion,
        TrainingOptions options
    )
    {
        var (layer, window) = (plan.Update.Layer, plan.Window);
        var json = Apply(basis, layer).ToJson();
        var scorer = StrokeModel.Parse("unpublished", json);
        DatasetRow[] rows = [.. window.SelectMany(file => file.Rows)];
        var (logOdds, outcomes) = UnseenFile.Join(window);
        var (probabilities, flagged) = CrossFit(layer, logOdds, outcomes, champion, heldOut, goal, options.Seed);
        var told = rows
            .Select((row, i) => new HeldOutPrediction(row.Id, probabilities[i], flagged[i], row.Stroke))
            .ToDictionary(one => one.Id);
        double[] before = Array.ConvertAll(logOdds, l => ProbabilityScore.Logistic(champion.Apply(l)));
        return new AdaptedModel(
            json,
            Measure(rows, told, scorer, options),
            ReferenceProfile.Of(rows, probabilities, scorer),
            new AdaptedLayer(
                baseVersion,
                layer.Intercept,
                layer.Slope,
                window[^1].At,
                window[^1].Name,
                window.Count,
                rows.Length,
                outcomes.Count(stroke => stroke),
                ExpectedOutcomes.Of(probabilities, outcomes, layer.Threshold),
                plan.Update.Before,
                plan.Update.After,
                plan.Update.GoalReached,
                Calibration.Reliability(before, outcomes, Groups),
                Calibration.Reliability(probabilities, outcomes, Groups)
            ),
            told
        );
    }

    /// <summary>The same members under a layer. The shares among patients of like probability move with the probabilities.</summary>
    public static ModelDocument Apply(ModelDocument basis, OperatingLayer layer) => layer.IsBase
        ? basis with { Threshold = layer.Threshold }
        : basis with
        {
            Threshold = layer.Threshold,
            Intercept = layer.Intercept + (layer.Slope * basis.Intercept),
            Members = [.. basis.Members.Select(member => member with { Weight = layer.Slope * member.Weight })],
            LikePatients = basis.LikePatients is { } like
                ? like with
                {
                    Groups = [.. like.Groups.Select(group =>
                        new LikeGroup(Moved(group.From, layer), Moved(group.Low, layer), Moved(group.High, layer)))],
                }
                : null,
        };

    /// <summary>
    /// What updates of the same kind say of patients without whom they were estimated: intercept, slope and threshold from the other folds.
    /// </summary>
    private static (double[] Probabilities, bool[] Flagged) CrossFit(
        OperatingLayer layer,
        double[] logOdds,
        bool[] outcomes,
        OperatingLayer champion,
        HeldOutCalibration heldOut,
        WorkingPointGoal goal,
        int seed
    )
    {
        var (probabilities, flagged) = (new double[logOdds.Length], new bool[logOdds.Length]);
        var folds = StratifiedFolds.Assign(outcomes, Folds, seed);
        for (var fold = 0; fold < Folds; fold++)
        {
            int[] others = [.. Enumerable.Range(0, folds.Length).Where(i => folds[i] != fold)];
            var fit = Recalibration.Fit(
                layer.Kind,
                [.. others.Select(i => logOdds[i])],
                [.. others.Select(i => outcomes[i])]
            );
            double[] expected = [.. others.Select(i => ProbabilityScore.Logistic(fit.Apply(logOdds[i])))];
            var threshold = Adaptation.Choose(fit, expected, champion, heldOut, goal).Layer.Threshold;
            for (var i = 0; i < folds.Length; i++)
            {
                if (folds[i] != fold) continue;
                probabilities[i] = ProbabilityScore.Logistic(fit.Apply(logOdds[i]));
                flagged[i] = probabilities[i] >= threshold;
            }
        }

        return (probabilities, flagged);
    }

    private static Evaluation Measure(
        DatasetRow[] rows, Dictionary<string, HeldOutPrediction> told, StrokeModel scorer, TrainingOptions options)
    {
        var table = TrainingRows.From(rows);
        double[] probabilities = [.. table.Ids.Select(id => told[id].Probability)];
        bool[] flagged = [.. table.Ids.Select(id => told[id].Flagged)];
        var (replicates, seed) = (options.BootstrapReplicates, options.Seed);
        var (overall, curves) = QualityMeter.Measure(probabilities, flagged, table.Outcomes, replicates, seed);
        var subgroups = QualityMeter.MeasureGroups(table.Patients, probabilities, flagged, table.Outcomes, replicates, seed);
        double[] own = [.. table.Patients.Select(patient => scorer.Probability(patient))];
        var confusion = ConfusionMatrix.Of([.. own.Select(scorer.IsAtRisk)], table.Outcomes);
        return new Evaluation(
            $"{Folds}-fold cross-validation on the {table.Count} patients since the change, whom no member was trained on; intercept, "
                + $"slope and threshold of the update were estimated without the fold",
            table.Count,
            table.Strokes,
            overall,
            subgroups,
            curves,
            new InSampleEvaluation(
                RankedOutcomes.Of(own, table.Outcomes).RocAuc(),
                ProbabilityScore.LogLoss(own, table.Outcomes),
                confusion.Recall,
                confusion.Precision
            )
        );
    }

    private static double Moved(double probability, OperatingLayer layer) =>
        ProbabilityScore.Logistic(layer.Apply(ProbabilityScore.Logit(probability)));
}
