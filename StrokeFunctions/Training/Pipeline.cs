using StrokeFunctions.Model;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>A candidate, chosen, trained, calibrated and given its threshold, all on one set of rows.</summary>
/// <param name="Chosen">What was chosen, with its calibration and its threshold.</param>
/// <param name="Members">Their weights are those of the calibration.</param>
/// <param name="Search">How every candidate did, out of fold.</param>
internal sealed record Pipeline(TriedCandidate Chosen, IReadOnlyList<Member> Members, CandidateSearch Search)
{
    /// <summary>From here on learners are trained one after the other.</summary>
    public const int ManyRows = 100_000;

    /// <summary>Chooses among the candidates, trains the chosen one and calibrates it, on nothing but the rows given.</summary>
    public static Pipeline Fit(
        TrainingRows table, int[] rows, IReadOnlyList<Candidate> candidates, TrainingOptions options, int seed, bool verify,
        CancellationToken cancellationToken)
    {
        var search = CandidateSearch.Run(
            table,
            Sample(table, rows, options.SearchRows, seed),
            candidates,
            options,
            seed,
            cancellationToken
        );
        var chosen =
            rows.Length <= options.SearchRows
                ? search.Best
                : Recalibrate(table, rows, search.Best.Candidate, options, seed, cancellationToken);
        var members = new Member[chosen.Candidate.Learners.Count];
        Parallel.For(0, members.Length, Cores(rows, cancellationToken), i =>
        {
            var member = chosen.Candidate.Learners[i].Fit(table, rows, InnerCrossValidation.Seed(seed, -1 - i), verify);
            members[i] = member with { Weight = chosen.CalibratedEnsemble.Weights[i] };
        });
        return new Pipeline(chosen, members, search);
    }

    /// <summary>The probability at or above which a patient is flagged.</summary>
    public double Threshold => Chosen.Threshold;

    /// <summary>Of the calibrated log odds.</summary>
    public double Intercept => Chosen.CalibratedEnsemble.Intercept;

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

    /// <summary>
    /// A candidate chosen on a sample, calibrated and given its threshold on a fold of all the rows: learners that see many more rows
    /// than the sample's score otherwise.
    /// </summary>
    private static TriedCandidate Recalibrate(
        TrainingRows table, int[] rows, Candidate candidate, TrainingOptions options, int seed, CancellationToken cancellationToken)
    {
        var (test, train) = StratifiedFolds.Split(rows, StratifiedFolds.Assign(table, rows, options.InnerFolds, seed), 0);
        var scores = new double[candidate.Learners.Count][];
        Parallel.For(0, scores.Length, Cores(rows, cancellationToken), i =>
        {
            var member = candidate.Learners[i].Fit(table, train, InnerCrossValidation.Seed(seed, -1 - i), verify: false);
            scores[i] = [.. test.Select(row => member.Score(table.Features[row]))];
        });
        bool[] outcomes = [.. test.Select(row => table.Outcomes[row])];
        return TriedCandidate.Of(candidate, new InnerCrossValidation(outcomes, candidate.Learners.Zip(scores).ToDictionary()), options);
    }

    private static int[] Sample(TrainingRows table, int[] rows, int limit, int seed)
    {
        if (rows.Length <= limit) return rows;
        var parts = (rows.Length + limit - 1) / limit;
        return StratifiedFolds.Split(rows, StratifiedFolds.Assign(table, rows, parts, seed), 0).Test;
    }
}

/// <summary>
/// Members' scores turned into calibrated log odds: intercept + sum of weight times score. Each score is divided by its spread, so that
/// all members count alike; one slope and the intercept are then fitted to the outcomes (Platt 1999) on scores of rows that the members
/// did not see. Fitting a weight for each member was measured to be worse with a few hundred strokes.
/// </summary>
/// <param name="Intercept">Log odds where every score is 0.</param>
/// <param name="Weights">By member.</param>
internal sealed record CalibratedEnsemble(double Intercept, IReadOnlyList<double> Weights)
{
    /// <summary>A score that varies less tells no two patients apart, and gets no weight.</summary>
    private const double MinSpread = 1e-9;

    /// <summary>Fits on out-of-fold scores.</summary>
    public static CalibratedEnsemble Fit(IReadOnlyList<double[]> scores, bool[] outcomes)
    {
        double[] shares = [.. scores.Select(score => Spread(score) is var spread && spread < MinSpread ? 0 : 1 / spread)];
        var sum = new double[outcomes.Length];
        for (var member = 0; member < scores.Count; member++)
        {
            for (var i = 0; i < sum.Length; i++) sum[i] += shares[member] * scores[member][i];
        }

        // The least penalty that keeps the slope finite where the classes are separable.
        var fit = LogisticFit.Fit([sum], outcomes, penalty: 1e-6);
        return new CalibratedEnsemble(fit.Intercept, [.. shares.Select(share => share * fit.Slopes[0])]);
    }

    /// <summary>Calibrated probabilities.</summary>
    public double[] Probabilities(IReadOnlyList<double[]> scores)
    {
        var probabilities = new double[scores[0].Length];
        for (var i = 0; i < probabilities.Length; i++)
        {
            var logOdds = Intercept;
            for (var member = 0; member < scores.Count; member++) logOdds += Weights[member] * scores[member][i];
            probabilities[i] = ProbabilityScore.Logistic(logOdds);
        }

        return probabilities;
    }

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
    }
}
