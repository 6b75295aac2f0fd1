using StrokeFunctions.Model;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>A candidate, chosen, trained, calibrated and given its threshold, all on one set of rows.</summary>
/// <param name="Candidate">What was chosen.</param>
/// <param name="Intercept">Of the calibrated log odds.</param>
/// <param name="Members">Their weights are those of the calibration.</param>
/// <param name="Threshold">The probability at or above which a patient is flagged.</param>
/// <param name="Search">How every candidate did, out of fold.</param>
internal sealed record Pipeline(
    Candidate Candidate, double Intercept, IReadOnlyList<Member> Members, double Threshold, CandidateSearch Search)
{
    /// <summary>From here on learners are trained one after the other.</summary>
    public const int ManyRows = 100_000;

    /// <summary>Chooses among the candidates, trains the chosen one and calibrates it, on nothing but the rows given.</summary>
    public static Pipeline Fit(
        TrainingRows table, int[] rows, IReadOnlyList<Candidate> candidates, TrainingOptions options, int seed, bool verify,
        CancellationToken cancellationToken)
    {
        var search = CandidateSearch.Run(table, Sample(table, rows, options.SearchRows, seed), candidates, options, seed, cancellationToken);
        var best = search.Best;
        var members = new Member[best.Candidate.Learners.Count];
        Parallel.For(0, members.Length, Cores(rows, cancellationToken), i =>
        {
            var member = best.Candidate.Learners[i].Fit(table, rows, OutOfFold.Seed(seed, -1 - i), verify);
            members[i] = member with { Weight = best.Combination.Weights[i] };
        });
        return new Pipeline(best.Candidate, best.Combination.Intercept, members, best.Threshold, search);
    }

    /// <summary>The calibrated probability of a stroke.</summary>
    public double Probability(ReadOnlySpan<float> features)
    {
        var logOdds = Intercept;
        foreach (var member in Members) logOdds += member.Weight * member.Score(features);
        return ProbabilityScore.Logistic(logOdds);
    }

    /// <summary>All cores, but one where several trainings at once would take too much memory (some 300 bytes a row each).</summary>
    public static ParallelOptions Cores(int[] rows, CancellationToken cancellationToken) => new()
    {
        CancellationToken = cancellationToken,
        MaxDegreeOfParallelism = rows.Length > ManyRows ? 1 : Environment.ProcessorCount,
    };

    private static int[] Sample(TrainingRows table, int[] rows, int limit, int seed)
    {
        if (rows.Length <= limit) return rows;
        var parts = (rows.Length + limit - 1) / limit;
        return StratifiedFolds.Split(rows, StratifiedFolds.Assign(table, rows, parts, seed), 0).Inside;
    }
}
