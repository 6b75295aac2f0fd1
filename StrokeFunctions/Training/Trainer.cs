using System.Reflection;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>Rows, options and a seed in; a model with its hold-out evaluation out. No storage, no clock.</summary>
internal static class Trainer
{
    /// <summary>With fewer strokes than this for each fold of a fold, nothing can be measured.</summary>
    private const int MinStrokesInAFold = 2;

    private const string NoThreshold =
        "No threshold reaches the precision asked for within the share that may be flagged: as many are flagged as have had a stroke.";

    /// <summary>Trains on the latest row of each patient id.</summary>
    /// <exception cref="UntrainableRowsException">The rows can't give a model.</exception>
    /// <exception cref="ScoreParityException">The exported model doesn't score as the trained one does.</exception>
    public static TrainedModel Train(
        IReadOnlyList<DatasetRow> rows, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        progress?.Report(new TrainingProgress("preparing rows", 0));
        var table = TrainingRows.From(rows);
        RequireTrainable(table, options);

        var teaching = MissingBmiRule.Teaching(table, table.AllRows, options);
        var heldOut = OuterCrossValidation.Predict(table, options, progress, cancellationToken);

        progress?.Report(new TrainingProgress("training the model", (double)options.Folds / (options.Folds + 2)));
        var pipeline = Pipeline.Fit(table, teaching, Candidate.Competing, options, options.Seed, verify: true, cancellationToken);
        var json = ModelAssembly.Write(table, teaching, pipeline);

        progress?.Report(new TrainingProgress("measuring", (double)(options.Folds + 1) / (options.Folds + 2)));
        var evaluation = Evaluate(table, teaching, heldOut, pipeline, options);
        progress?.Report(new TrainingProgress("trained", 1));
        return new TrainedModel(
            json,
            evaluation,
            Parameters(options, pipeline, MissingBmiRule.IsSignal(table, options)),
            [
                .. pipeline.Search.Tried.Select(tried => new CandidateScore(
                    tried.Candidate.Name,
                    tried.RecallAtPrecisionFloor,
                    tried.LogLoss,
                    tried.RocAuc,
                    tried == pipeline.Search.Best
                )),
            ],
            [
                .. table.AllRows.Select(row => new HeldOutPrediction(
                    table.Ids[row],
                    heldOut.Probabilities[row],
                    heldOut.Flagged[row],
                    table.Outcomes[row]
                )),
            ]
        )
        {
            Warnings =
            [
                .. pipeline.Chosen.GoalReached ? (string[])[] : [NoThreshold],
                .. MissingBmiRule.Warnings(table, options),
                .. LeakageChecks.Warnings(table, evaluation),
            ],
        };
    }

    /// <summary>The fewest patients with a stroke, and the fewest without.</summary>
    public static int MinOfEach(TrainingOptions options) => MinStrokesInAFold * options.Folds * options.InnerFolds;

    private static void RequireTrainable(TrainingRows table, TrainingOptions options)
    {
        var least = MinOfEach(options);
        if (table.Strokes < least || table.Count - table.Strokes < least)
        {
            throw new UntrainableRowsException(
                $"{table.Count} patients with {table.Strokes} strokes: at least {least} patients with a stroke and {least} without are "
                        + $"needed to train and to measure."
            );
        }

        if (LeakageChecks.Refusal(table) is { } leak) throw new LeakingRowsException(leak);
    }

    private static Evaluation Evaluate(
        TrainingRows table, int[] teaching, OuterCrossValidation heldOut, Pipeline pipeline, TrainingOptions options)
    {
        var (probabilities, flagged) = (heldOut.Probabilities, heldOut.Flagged);
        var (replicates, seed) = (options.BootstrapReplicates, options.Seed);
        var (overall, curves) = QualityMeter.Measure(probabilities, flagged, table.Outcomes, replicates, seed);
        var subgroups = QualityMeter.MeasureGroups(table.Patients, probabilities, flagged, table.Outcomes, replicates, seed);
        return new Evaluation(
            Protocol(options),
            table.Count,
            table.Strokes,
            overall,
            subgroups,
            curves with
            {
                LearningCurve = heldOut.LearningCurve,
                Importance = heldOut.Importance,
            },
            InSample(table, teaching, pipeline)
        )
        {
            AgeAlone = heldOut.Age.Measure(table, subgroups),
            IntervalCoverage = heldOut.Intervals.Measure(table, teaching, probabilities, subgroups),
        };
    }

    /// <summary>How it was measured, in words.</summary>
    private static string Protocol(TrainingOptions options) =>
        $"{options.Folds}-fold cross-validation, stratified, a patient in one fold only; the choice of the candidate, its calibration "
        + $"and the threshold were made inside each training part on {options.InnerRepeats} x {options.InnerFolds}-fold "
        + "out-of-fold predictions";

    private static InSampleEvaluation InSample(TrainingRows table, int[] teaching, Pipeline pipeline)
    {
        double[] probabilities = [.. teaching.Select(row => pipeline.Probability(table.Features[row]))];
        bool[] outcomes = [.. teaching.Select(row => table.Outcomes[row])];
        var confusion = ConfusionMatrix.Of([.. probabilities.Select(p => p >= pipeline.Threshold)], outcomes);
        return new InSampleEvaluation(
            RankedOutcomes.Of(probabilities, outcomes).RocAuc(),
            ProbabilityScore.LogLoss(probabilities, outcomes),
            confusion.Recall,
            confusion.Precision);
    }

    private static SortedDictionary<string, string> Parameters(TrainingOptions options, Pipeline pipeline, bool missingBmiIsSignal)
    {
        var parameters = Always(options, pipeline, missingBmiIsSignal);
        if (options.MinLift is { } lift) parameters["min_lift"] = Text(lift);
        if (options.MaxFlaggedShare < 1) parameters["max_flagged_share"] = Text(options.MaxFlaggedShare);
        return parameters;
    }

    private static SortedDictionary<string, string> Always(TrainingOptions options, Pipeline pipeline, bool missingBmiIsSignal) =>
        new(StringComparer.Ordinal)
        {
            ["candidate"] = pipeline.Chosen.Candidate.Name,
            ["members"] = string.Join("; ", pipeline.Members.Select(member => member.Name)),
            ["threshold"] = Text(pipeline.Threshold),
            [Evaluation.MissingBmiSetting] = missingBmiIsSignal ? Evaluation.MissingBmiIsSignal : "no signal",
            ["precision_floor"] = Text(options.PrecisionFloor),
            ["precision_margin"] = Text(options.PrecisionMargin),
            ["folds"] = Text(options.Folds),
            ["inner_folds"] = Text(options.InnerFolds),
            ["inner_repeats"] = Text(options.InnerRepeats),
            ["seed"] = Text(options.Seed),
        };

    private static string Text(double value) => value.ToString("R");
}

/// <summary>A freshly trained challenger with everything that was measured on the way.</summary>
/// <param name="ModelJson">The bytes of model.json; the same rows, options and seed give the same bytes.</param>
/// <param name="Evaluation">Hold-out quality of the whole pipeline.</param>
/// <param name="Parameters">What was chosen, by name, for the manifest.</param>
/// <param name="Candidates">Every family that was tried, with its inner cross-validated quality.</param>
/// <param name="OuterCrossValidation">One prediction for each training row, by a model that did not see it, in the rows' stable
/// order.</param>
internal sealed record TrainedModel(
    byte[] ModelJson,
    Evaluation Evaluation,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<CandidateScore> Candidates,
    IReadOnlyList<HeldOutPrediction> OuterCrossValidation)
{
    /// <summary>What is odd about the rows or the model, in words for people; usually nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>How far a training is.</summary>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="ShareDone">0 to 1, over the whole training.</param>
internal readonly record struct TrainingProgress(string Phase, double ShareDone);

/// <summary>What this program was built from, for the lineage of a model.</summary>
internal static class BuildInfo
{
    private static readonly string[] Shaping =
    [
        "CsvHelper",
        "MathNet.Numerics",
        "Microsoft.ML.Core",
        "Microsoft.ML.FastTree",
        "Microsoft.ML.StandardTrainers",
    ];

    /// <summary>
    /// The git commit of the program, from its informational version ("1.0.0+commit"); null if it was built outside a repository.
    /// </summary>
    public static string? Commit { get; } = InformationalVersion(typeof(BuildInfo).Assembly).Split('+') is [_, var commit] ? commit : null;

    /// <summary>Version of .NET and of each library that shapes a model, from reading its rows to its calibration.</summary>
    public static IReadOnlyDictionary<string, string> Packages { get; } = Shaping
        .Select(name => (name, version: InformationalVersion(Assembly.Load(new AssemblyName(name))).Split('+')[0]))
        .Append((name: ".NET", version: Environment.Version.ToString()))
        .ToDictionary(package => package.name, package => package.version);

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
