using StrokeFunctions.Model;
using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>Every family of models and the pipeline that is chosen among them, beside age alone and the system that was replaced.</summary>
internal sealed class Families(TrainingRows rows, TrainingOptions options)
{
    /// <summary>Margins whose price is told beside the one of the options.</summary>
    private static readonly double[] Margins = [0, 0.0025, 0.005, 0.0075, 0.01];

    private readonly Dictionary<string, int> _choices = [];

    /// <summary>How often each candidate was chosen.</summary>
    public string Choices =>
        string.Join("; ", _choices.OrderByDescending(choice => choice.Value).Select(choice => $"{choice.Key} {choice.Value}"));

    /// <summary>Predicts a fold that none of them has seen.</summary>
    public void AddFold(QualityTable table, int repeat, int[] test, int[] train, int seed)
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
            table.Add(tried.Candidate.Name, repeat, test, probabilities, tried.Threshold);
        }

        var competing = search.Best;
        var chosen = competing.CalibratedEnsemble.Probabilities([.. competing.Candidate.Learners.Select(learner => scores[learner])]);
        _choices[competing.Candidate.Name] = _choices.GetValueOrDefault(competing.Candidate.Name) + 1;
        table.Add("the chosen pipeline", repeat, test, chosen, competing.Threshold);
        table.Add("the chosen pipeline, among patients with bmi measured", repeat, test, chosen, competing.Threshold, rows.HasBmi);
        var ranked = RankedOutcomes.Of(competing.Probabilities, competing.Outcomes);
        foreach (var margin in Margins)
        {
            var point = Curves.MaxRecall(ranked, options.PrecisionFloor + margin)!;
            table.Add($"  with the margin {margin}", repeat, test, chosen, point.Threshold);
        }

        var (age, threshold) = AgeAlone.Predict(rows, test, train, options);
        table.Add("age alone, threshold chosen inside", repeat, test, age, threshold);
        table.Add("age alone, among patients with bmi measured", repeat, test, age, threshold, rows.HasBmi);
        var (old, rechosen) = PythonPipeline.Predict(rows, test, train, options, seed);
        table.Add("the Python system's pipeline, threshold 0.5", repeat, test, old, 0.5);
        table.Add("the same, threshold chosen inside", repeat, test, old, rechosen);
    }
}
