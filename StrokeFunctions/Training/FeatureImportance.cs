using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// Permutation importance (Breiman 2001): a column takes the values of other hold-out patients, and what the model loses is what the
/// column is worth to it. Two columns that say the same share their worth.
/// </summary>
internal sealed class FeatureImportance(int rows)
{
    private readonly List<int> _studied = new(rows);
    private readonly List<double>[] _shuffled = [.. Schema.Inputs.Select(_ => new List<double>())];
    private int _shuffles;

    /// <summary>Gives each column the values of hold-out rows of one fold drawn at random.</summary>
    public void Add(TrainingRows rows, int[] heldOut, Pipeline pipeline, int shuffles, int seed, CancellationToken cancellationToken)
    {
        _studied.AddRange(heldOut);
        _shuffles = shuffles;
        var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, Schema.Inputs.Count, parallel, column =>
        {
            var random = new Random(InnerCrossValidation.Seed(seed, column));
            var features = new float[Featurizer.Count];
            foreach (var row in heldOut)
            {
                for (var shuffle = 0; shuffle < shuffles; shuffle++)
                {
                    var patient = rows.Patients[row];
                    patient[column] = rows.Patients[heldOut[random.Next(heldOut.Length)]][column];
                    Featurizer.Fill(patient, features);
                    _shuffled[column].Add(pipeline.Probability(features));
                }
            }
        });
    }

    /// <summary>What was lost, the most important column first.</summary>
    public IReadOnlyList<ColumnImportance> Measure(TrainingRows rows, double[] probabilities)
    {
        bool[] outcomes = [.. _studied.Select(row => rows.Outcomes[row])];
        double[] kept = [.. _studied.Select(row => probabilities[row])];
        var (area, logLoss) = (RankedOutcomes.Of(kept, outcomes).RocAuc(), ProbabilityScore.LogLoss(kept, outcomes));
        return [.. Schema.Inputs.Select(column =>
        {
            var (areaLost, logLossGained) = (0.0, 0.0);
            for (var shuffle = 0; shuffle < _shuffles; shuffle++)
            {
                double[] shuffled = [.. _shuffled[column.Index].Where((_, i) => i % _shuffles == shuffle)];
                areaLost += (area - RankedOutcomes.Of(shuffled, outcomes).RocAuc()) / _shuffles;
                logLossGained += (ProbabilityScore.LogLoss(shuffled, outcomes) - logLoss) / _shuffles;
            }

            return new ColumnImportance(column.Name, areaLost, logLossGained);
        }).OrderByDescending(importance => importance.LogLossGained)];
    }
}
