using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Model;

/// <summary>
/// What happened to patients of like probability whom the model had not seen: the interval that an answer shows beside its probability. And
/// the ages at which too few have had a stroke for a model to know such patients.
/// </summary>
internal sealed record LikePatients
{
    /// <summary>With fewer strokes in the training rows an age band is called thin: the interval of their share is wider than 40 % of
    /// it.</summary>
    public const int FewStrokes = 25;

    /// <summary>Groups of so many patients are cut where the probability has fallen by half, however few strokes they have.</summary>
    private const int ManyPatients = 100;

    /// <summary>At most about so many groups by strokes.</summary>
    private const int MaxGroups = 20;

    /// <summary>By rising probability, the first from 0.</summary>
    public required IReadOnlyList<LikeGroup> Groups { get; init; }

    /// <summary>The age bands (as <see cref="PatientGroup"/> names them) with fewer than <see cref="FewStrokes"/> strokes.</summary>
    public required IReadOnlyList<string> FewInAges { get; init; }

    /// <summary>The group of a probability.</summary>
    public LikeGroup Of(double probability)
    {
        for (var i = Groups.Count - 1; i > 0; i--)
        {
            if (probability >= Groups[i].From) return Groups[i];
        }

        return Groups[0];
    }

    /// <summary>From hold-out predictions, each patient of which may occur several times.</summary>
    /// <param name="probabilities">By models that had not seen the patient.</param>
    /// <param name="outcomes">What happened.</param>
    /// <param name="times">How often each patient occurs.</param>
    /// <param name="fewInAges">The age bands with few strokes.</param>
    public static LikePatients Fit(double[] probabilities, bool[] outcomes, int times, IReadOnlyList<string> fewInAges) => new()
    {
        Groups = [.. Cut(probabilities, outcomes, times).Select(group => new LikeGroup(group.From, group.Share.Low, group.Share.High))],
        FewInAges = fewInAges,
    };

    /// <summary>
    /// Groups from the highest probability down: a group ends with enough strokes to know their share, or with many patients where the
    /// probability has fallen by half; what is left below the last is a group, too.
    /// </summary>
    /// <returns>By rising probability: from where on, and the share of strokes with Wilson's interval.</returns>
    public static IReadOnlyList<(double From, Estimate Share)> Cut(double[] probabilities, bool[] outcomes, int times)
    {
        var steps = RankedOutcomes.Of(probabilities, outcomes).Steps();
        var enough = Math.Max(FewStrokes, (double)outcomes.Count(stroke => stroke) / times / MaxGroups);
        var groups = new List<(double From, Estimate Share)>();
        var (before, highest) = (default(RankStep), steps[0].Score);
        foreach (var (i, step) in steps.Index())
        {
            var strokes = (double)(step.TruePositives - before.TruePositives) / times;
            var patients = strokes + ((double)(step.FalsePositives - before.FalsePositives) / times);
            var isLast = i + 1 == steps.Count;
            if (!isLast && strokes < enough && (patients < ManyPatients || step.Score > highest / 2)) continue;
            groups.Add((isLast ? 0 : step.Score, Wilson.Share(strokes, patients, (int)Math.Round(patients))));
            (before, highest) = (step, step.Score);
        }

        groups.Reverse();
        return groups;
    }

    /// <summary>The age bands in which few of some patients have had a stroke.</summary>
    public static IReadOnlyList<string> ThinAges(IEnumerable<(Patient Patient, bool Stroke)> patients)
    {
        Patient[] strokes = [.. patients.Where(one => one.Stroke).Select(one => one.Patient)];
        return [.. PatientGroup.Ages.Where(band => strokes.Count(band.Holds) < FewStrokes).Select(band => band.Value)];
    }
}

/// <summary>Patients of like probability.</summary>
/// <param name="From">The least probability of the group.</param>
/// <param name="Low">Lower end of the 95 % interval of the share who have had a stroke.</param>
/// <param name="High">Its upper end.</param>
internal sealed record LikeGroup(double From, double Low, double High);
