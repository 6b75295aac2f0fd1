using StrokeFunctions.Patients;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Adapt;

/// <summary>What happens to the patients, file by file.</summary>
/// <param name="Files">How many files come.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Prevalence">Multiple of the share of strokes, by file from 0.</param>
internal sealed record AdaptScenario(int Files, int Rows, Func<int, double> Prevalence)
{
    /// <summary>By how many standard deviations the mean age is moved, each patient's risk unchanged.</summary>
    public double OlderBy { get; init; }

    /// <summary>The file in which 3 % of those without a stroke are coded with one; -1: none.</summary>
    public int MiscodedFile { get; init; } = -1;

    /// <summary>One life of a base: files come, and the app's own rules decide what serves after each.</summary>
    public IReadOnlyList<AdaptStep> Run(AdaptBase model, WorkingPointGoal goal, int seed)
    {
        var random = new Random(seed);
        var weights = OlderBy == 0 ? null : Weights(model);
        var (known, serving, steps) = (new List<UnseenFile>(), model.Serving, new List<AdaptStep>());
        for (var number = 0; number < Files; number++)
        {
            var file = Draw(model, random, number, weights);
            var aside = FileScreening.Doubt(file.Probabilities(serving.Layer), file.Outcomes) is not null;
            var (alarm, changed, refit) = (false, false, false);
            if (!aside)
            {
                known.Insert(0, file);
                var plan = Adaptation.Decide(known, serving, model.HeldOut, goal);
                (alarm, refit) = (plan.Change.Found, plan.Failure is not null);
                if (plan is AskForCodes)
                {
                    known.RemoveAt(0);
                    aside = true;
                }
                else if (plan is UpdateLayer update)
                {
                    changed = true;
                    var window = update.Window.Select(one => one.Expect(update.Update.Layer)).Aggregate((a, b) => a + b);
                    serving = new ServingLayer(update.Update.Layer, update.Window[^1].At, window);
                }
            }

            var (recall, precision) = model.Measure(serving.Layer, Prevalence(number));
            steps.Add(new AdaptStep(recall, precision, alarm, changed, aside, refit));
        }

        return steps;
    }

    private UnseenFile Draw(AdaptBase model, Random random, int number, double[]? weights)
    {
        var (logOdds, outcomes) = (new List<double>(), new List<bool>());
        for (var i = 0; i < Rows; i++)
        {
            var stroke = false;
            var row = weights is null ? Patient(model, random, number, out stroke) : Older(weights, random);
            if (weights is not null) stroke = random.NextDouble() < model.Risks[row];
            if (number == MiscodedFile && random.NextDouble() < 0.03) stroke = true;
            if (!model.Model.IsCalibratedFor(model.Pool[row].Patient)) continue;
            logOdds.Add(model.LogOdds[row]);
            outcomes.Add(stroke);
        }

        return new UnseenFile($"{number}.csv", DateTimeOffset.UnixEpoch.AddDays(30 * number), [.. logOdds], [.. outcomes]);
    }

    /// <summary>The outcome first, then somebody who had it: so strokes become fewer or more, and those who have them stay alike.</summary>
    private int Patient(AdaptBase model, Random random, int number, out bool stroke)
    {
        stroke = random.NextDouble() < Prevalence(number) * model.StrokeShare;
        while (true)
        {
            var row = random.Next(model.Risks.Length);
            if (random.NextDouble() < (stroke ? model.Risks[row] : 1 - model.Risks[row])) return row;
        }
    }

    private static int Older(double[] cumulated, Random random)
    {
        var row = Array.BinarySearch(cumulated, random.NextDouble() * cumulated[^1]);
        return row < 0 ? Math.Min(~row, cumulated.Length - 1) : row;
    }

    /// <summary>Cumulated weights exp(t age) with the t that moves the mean as far as asked.</summary>
    private double[] Weights(AdaptBase model)
    {
        double[] ages = [.. model.Pool.Select(row => row.Patient[Schema.Age])];
        var mean = ages.Average();
        var deviation = Math.Sqrt(ages.Average(age => (age - mean) * (age - mean)));
        var (low, high) = (0.0, 5.0);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            double[] weights = [.. ages.Select(age => Math.Exp(middle * (age - mean) / deviation))];
            if (ages.Zip(weights, (age, weight) => age * weight).Sum() / weights.Sum() > mean + (OlderBy * deviation)) high = middle;
            else low = middle;
        }

        double sum = 0;
        return [.. ages.Select(age => sum += Math.Exp(low * (age - mean) / deviation))];
    }
}

/// <summary>What served after a file, measured on endless patients like the file's.</summary>
/// <param name="Recall">Of strokes.</param>
/// <param name="Precision">Of flagged.</param>
/// <param name="Alarm">Whether a change was found.</param>
/// <param name="Promoted">Whether another version came to serve.</param>
/// <param name="SetAside">Whether the file waits for a person.</param>
/// <param name="Refit">Whether calibration fails in spite of an update, so that a training is asked for.</param>
internal sealed record AdaptStep(double Recall, double Precision, bool Alarm, bool Promoted, bool SetAside, bool Refit);
