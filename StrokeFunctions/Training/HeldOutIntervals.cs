using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>
/// How often the interval that an answer shows holds the share of strokes that is found among hold-out patients of the same age band and
/// like probability. That share is itself of few, so that even right intervals cover less than 95 %.
/// </summary>
internal sealed class HeldOutIntervals(int rows)
{
    private readonly LikeGroup[] _shown = new LikeGroup[rows];

    /// <summary>What a model would show of a fold's patients.</summary>
    public void AddFold(int[] test, LikePatients like, double[] probabilities)
    {
        foreach (var row in test) _shown[row] = like.Of(probabilities[row]);
    }

    /// <summary>By age band and outcome; bands that are withheld are left out.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="teaching">Those of patients like whom the intervals were made.</param>
    /// <param name="probabilities">What was said of each row by a model that had not seen it.</param>
    /// <param name="subgroups">Says which bands are withheld.</param>
    public IReadOnlyList<IntervalCoverage> Measure(
        TrainingRows table, int[] teaching, double[] probabilities, IReadOnlyList<SubgroupEvaluation> subgroups)
    {
        var coverage = new List<IntervalCoverage>();
        foreach (var band in PatientGroup.Ages)
        {
            if (!subgroups.Any(group => group.Name == band.Column && group.Value == band.Value && group.Performance is not null)) continue;
            int[] of = [.. teaching.Where(row => band.Holds(table.Patients[row]))];
            if (of.Length == 0) continue;
            var cells = LikePatients.Cut([.. of.Select(row => probabilities[row])], [.. of.Select(row => table.Outcomes[row])], times: 1);
            foreach (var stroke in (bool[])[true, false])
            {
                int[] patients = [.. of.Where(row => table.Outcomes[row] == stroke)];
                var covered = patients.Count(row => Holds(_shown[row], cells.Last(cell => cell.From <= probabilities[row]).Share));
                // Rounded, so that no count follows from it.
                if (patients.Length > 0)
                    coverage.Add(new IntervalCoverage(band.Value, stroke ? 1 : 0, Math.Round((double)covered / patients.Length, 2)));
            }
        }

        return coverage;
    }

    private static bool Holds(LikeGroup shown, Estimate found) => shown.Low <= found.Value && found.Value <= shown.High;
}
