using StrokeFunctions.Statistics;
using StrokeFunctions.Training;

namespace StrokeFunctions.Benchmarks.Quality;

/// <summary>Hold-out predictions of several pipelines, gathered repeat by repeat, and what they come to.</summary>
internal sealed class QualityTable(TrainingRows rows, TrainingOptions options)
{
    private const int Replicates = 1000;

    private readonly List<HeldOut> _lines = [];

    /// <summary>Adds what a pipeline said of a fold.</summary>
    /// <param name="name">The line.</param>
    /// <param name="repeat">From 0.</param>
    /// <param name="test">The fold's rows; those that are not among the line's patients are passed over.</param>
    /// <param name="probabilities">One for each of them.</param>
    /// <param name="threshold">At or above which a patient is flagged.</param>
    /// <param name="patients">On whom the line is measured; everybody if null.</param>
    public void Add(string name, int repeat, int[] test, double[] probabilities, double threshold, Func<int, bool>? patients = null)
    {
        var line = _lines.Find(one => one.Name == name);
        if (line is null)
            _lines.Add(line = new HeldOut(name, [.. rows.AllRows.Where(row => patients is null || patients(row))], []));
        if (line.Repeats.Count == repeat) line.Repeats.Add((new double[rows.Count], new bool[rows.Count]));
        for (var i = 0; i < test.Length; i++)
        {
            line.Repeats[repeat].Probabilities[test[i]] = probabilities[i];
            line.Repeats[repeat].Flagged[test[i]] = probabilities[i] >= threshold;
        }
    }

    /// <summary>Writes the table.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine(
            $"{"",-68} {"recall",-25} {"precision",-26} {"floor held",-10} {"AUC",-24} {"av.prec.",-8} {"Brier",-7} "
                + $"{"log loss",-8} {"slope",-5} {"O/E",-4} wider"
        );
        foreach (var line in _lines) output.WriteLine(Line(line));
    }

    /// <summary>Recall and precision so far, in short.</summary>
    public string SoFar() => string.Join("; ", _lines.Select(line =>
    {
        var confusions = line.Repeats.Select(repeat => line.Confusion(repeat.Flagged, rows.Outcomes)).ToArray();
        return $"{line.Name.Trim()} {confusions.Average(one => one.Recall):0.000} / {confusions.Average(one => one.Precision):0.0000}";
    }));

    private string Line(HeldOut line)
    {
        bool[] outcomes = [.. line.Patients.Select(row => rows.Outcomes[row])];
        var flagged = line.Repeats.Select(repeat => line.Of(repeat.Flagged)).ToArray();
        var probabilities = line.Repeats.Select(repeat => line.Of(repeat.Probabilities)).ToArray();
        var confusions = flagged.Select(one => ConfusionMatrix.Of(one, outcomes)).ToArray();
        var ranks = probabilities.Select(one => RankedOutcomes.Of(one, outcomes)).ToArray();

        // Each drawing of patients is measured in every repeat: the interval is that of the mean over repeats.
        var drawn = Bootstrap.Replicates(outcomes.Length, 3, Replicates, options.Seed, (weights, metrics) =>
        {
            metrics.Clear();
            for (var repeat = 0; repeat < flagged.Length; repeat++)
            {
                var confusion = ConfusionMatrix.Of(flagged[repeat], outcomes, weights);
                metrics[0] += confusion.Recall / flagged.Length;
                metrics[1] += confusion.Precision / flagged.Length;
                metrics[2] += ranks[repeat].RocAuc(weights) / flagged.Length;
            }
        });
        double[] recalls = [.. confusions.Select(confusion => confusion.Recall)];
        var recall = Spread(recalls, drawn[0], 3);
        var precision = Spread([.. confusions.Select(confusion => confusion.Precision)], drawn[1], 4);
        var area = Spread([.. ranks.Select(rank => rank.RocAuc())], drawn[2], 4);
        var held = confusions.Count(confusion => confusion.Precision >= options.PrecisionFloor);
        double Mean(Func<double[], double> metric) => probabilities.Average(metric);
        return $"{line.Name,-68} {recall,-25} {precision,-26} {$"{held} of {line.Repeats.Count}",-10} {area,-24} "
            + $"{ranks.Average(rank => rank.AveragePrecision()),-8:0.000} "
            + $"{Mean(p => ProbabilityScore.Brier(p, outcomes)),-7:0.0000} "
            + $"{Mean(p => ProbabilityScore.LogLoss(p, outcomes)),-8:0.0000} "
            + $"{Mean(p => Calibration.Slope(p, outcomes).Value),-5:0.00} "
            + $"{Mean(p => Calibration.ObservedToExpected(p, outcomes)),-4:0.00} {LeftOut(recalls, drawn[0]):0.0%}";
    }

    /// <summary>
    /// By how much the interval of recall of a single repeat would be wider with the choice of folds and seed: both variances added.
    /// </summary>
    private static double LeftOut(double[] values, double[] replicates)
    {
        var patients = Deviation(replicates);
        return Math.Sqrt(1 + (Deviation(values) * Deviation(values) / (patients * patients))) - 1;
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static string Spread(double[] values, double[] replicates, int digits)
    {
        var mean = values.Average();
        var interval = Bootstrap.Interval(mean, replicates, values.Length);
        string Text(double value) => value.ToString($"F{digits}");
        return $"{Text(mean)} +-{Text(Deviation(values))[1..]} [{interval.Low:0.00} {interval.High:0.00}]";
    }

    /// <summary>One line.</summary>
    /// <param name="Name">Of the pipeline.</param>
    /// <param name="Patients">On whom it is measured.</param>
    /// <param name="Repeats">By row of all.</param>
    private sealed record HeldOut(string Name, int[] Patients, List<(double[] Probabilities, bool[] Flagged)> Repeats)
    {
        public T[] Of<T>(T[] all) => [.. Patients.Select(row => all[row])];

        public ConfusionMatrix Confusion(bool[] flagged, bool[] outcomes) => ConfusionMatrix.Of(Of(flagged), Of(outcomes));
    }
}
