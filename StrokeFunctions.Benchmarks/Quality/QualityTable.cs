using StrokeFunctions.Model;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>Held-out predictions of every pipeline, gathered repeat by repeat.</summary>
internal sealed class QualityTable(TrainingRows rows, TrainingOptions options)
{
    private const string Chosen = "the chosen pipeline";

    /// <summary>Margins whose price is told beside the one of the options.</summary>
    private static readonly double[] Margins = [0, 0.0025, 0.005, 0.0075, 0.01];

    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<OuterCrossValidation>> _repeats = [];
    private readonly Dictionary<string, int> _choices = [];

    /// <summary>Predicts every patient once more, held out in other folds.</summary>
    public void AddRepeat(int repeat)
    {
        var assigned = StratifiedFolds.Assign(rows.Outcomes, options.Folds, InnerCrossValidation.Seed(options.Seed, 1000 + repeat));
        for (var fold = 0; fold < options.Folds; fold++)
        {
            var (test, train) = StratifiedFolds.Split(rows.AllRows, assigned, fold);
            AddFold(repeat, test, train, InnerCrossValidation.Seed(options.Seed, (repeat * options.Folds) + fold));
        }
    }

    /// <summary>Writes the table.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine(
            $"{"",-68} {"recall",-25} {"precision",-26} {"floor held",-10} {"AUC",-24} {"av.prec.",-8} {"Brier",-7} "
                + $"{"log loss",-8} {"slope",-5} O/E"
        );
        foreach (var name in _names)
            output.WriteLine(Line(name, _repeats[name]));
        var choices = _choices.OrderByDescending(choice => choice.Value).Select(choice => $"{choice.Key} {choice.Value}");
        output.WriteLine($"Chosen, times: {string.Join("; ", choices)}");
    }

    private void AddFold(int repeat, int[] test, int[] train, int seed)
    {
        var search = CandidateSearch.Run(rows, train, Candidate.Competing, options, seed, CancellationToken.None);
        Learner[] learners = [.. Candidate.Competing.SelectMany(candidate => candidate.Learners).Distinct()];
        var members = new Member[learners.Length];
        Parallel.For(
            0,
            learners.Length,
            i => members[i] = learners[i].Fit(rows, train, InnerCrossValidation.Seed(seed, -1 - i), verify: false)
        );
        var scores = learners
            .Zip(members)
            .ToDictionary(pair => pair.First, pair => test.Select(row => pair.Second.Score(rows.Features[row])).ToArray());
        foreach (var tried in search.Tried)
        {
            var probabilities = tried.CalibratedEnsemble.Probabilities([.. tried.Candidate.Learners.Select(learner => scores[learner])]);
            Add(tried.Candidate.Name, repeat, test, probabilities, tried.Threshold);
        }

        var competing = search.Best;
        var chosen = competing.CalibratedEnsemble.Probabilities([.. competing.Candidate.Learners.Select(learner => scores[learner])]);
        _choices[competing.Candidate.Name] = _choices.GetValueOrDefault(competing.Candidate.Name) + 1;
        Add(Chosen, repeat, test, chosen, competing.Threshold);
        var ranked = RankedOutcomes.Of(competing.Probabilities, competing.Outcomes);
        foreach (var margin in Margins)
            Add(
                $"  with the margin {margin}",
                repeat,
                test,
                chosen,
                Curves.LargestRecall(ranked, options.PrecisionFloor + margin)!.Threshold
            );

        var (old, rechosen) = PythonPipeline.Predict(rows, test, train, options, seed);
        Add("the Python system's pipeline, threshold 0.5", repeat, test, old, 0.5);
        Add("the same, threshold chosen inside", repeat, test, old, rechosen);
    }

    private void Add(string name, int repeat, int[] test, double[] probabilities, double threshold)
    {
        if (!_repeats.TryGetValue(name, out var repeats))
        {
            _names.Add(name);
            _repeats[name] = repeats = [];
        }

        if (repeats.Count == repeat) repeats.Add(new OuterCrossValidation(new double[rows.Count], new bool[rows.Count]));
        for (var i = 0; i < test.Length; i++)
        {
            repeats[repeat].Probabilities[test[i]] = probabilities[i];
            repeats[repeat].Flagged[test[i]] = probabilities[i] >= threshold;
        }
    }

    private string Line(string name, List<OuterCrossValidation> repeats)
    {
        var confusions = repeats.Select(repeat => ConfusionMatrix.Of(repeat.Flagged, rows.Outcomes)).ToArray();
        var ranks = repeats.Select(repeat => RankedOutcomes.Of(repeat.Probabilities, rows.Outcomes)).ToArray();
        double Mean(Func<double[], double> metric) => repeats.Average(repeat => metric(repeat.Probabilities));
        var first = repeats[0];
        var interval = Bootstrap.Replicates(rows.Count, 3, 1000, options.Seed, (weights, metrics) =>
        {
            var confusion = ConfusionMatrix.Of(first.Flagged, rows.Outcomes, weights);
            metrics[0] = confusion.Recall;
            metrics[1] = confusion.Precision;
            metrics[2] = ranks[0].RocAuc(weights);
        });
        var recall = Spread([.. confusions.Select(confusion => confusion.Recall)], interval[0], 3);
        var precision = Spread([.. confusions.Select(confusion => confusion.Precision)], interval[1], 4);
        var area = Spread([.. ranks.Select(rank => rank.RocAuc())], interval[2], 4);
        var held = confusions.Count(confusion => confusion.Precision >= options.PrecisionFloor);
        return $"{name,-68} {recall,-25} {precision,-26} {$"{held} of {repeats.Count}",-10} {area,-24} "
            + $"{ranks.Average(rank => rank.AveragePrecision()),-8:0.000} "
            + $"{Mean(p => ProbabilityScore.Brier(p, rows.Outcomes)),-7:0.0000} "
            + $"{Mean(p => ProbabilityScore.LogLoss(p, rows.Outcomes)),-8:0.0000} "
            + $"{Mean(p => Calibration.Slope(p, rows.Outcomes).Value),-5:0.00} "
            + $"{Mean(p => Calibration.ObservedToExpected(p, rows.Outcomes)):0.00}";
    }

    private static string Spread(double[] values, double[] replicates, int digits)
    {
        var mean = values.Average();
        var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        var interval = Bootstrap.Interval(values[0], replicates, values.Length);
        string Text(double value) => value.ToString($"F{digits}");
        return $"{Text(mean)} +-{Text(deviation)[1..]} [{interval.Low:0.00} {interval.High:0.00}]";
    }

    private sealed record OuterCrossValidation(double[] Probabilities, bool[] Flagged);
}
