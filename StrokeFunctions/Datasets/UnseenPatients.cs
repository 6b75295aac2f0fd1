using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Datasets;

/// <summary>The patients of one dataset whom a model was not trained on, as the training table holds them.</summary>
/// <param name="Source">The dataset.</param>
/// <param name="Rows">Those of them whose risk the model was calibrated for, in the ordinal order of their ids; of very many, a
/// sample.</param>
/// <param name="Strokes">How many of all of those had a stroke, drawn or not.</param>
internal sealed record UnseenPatients(DatasetSource Source, IReadOnlyList<DatasetRow> Rows, int Strokes)
{
    /// <summary>
    /// By dataset, the one that was written last first; datasets without such patients are left out. Where they are more than asked for
    /// over all datasets, those with the most patients are represented by samples of one size.
    /// </summary>
    /// <param name="rows">The training table.</param>
    /// <param name="datasets">Its datasets.</param>
    /// <param name="model">The model, whose fingerprints were read.</param>
    /// <param name="max">The most patients over all datasets.</param>
    /// <param name="seed">Of the samples.</param>
    public static IReadOnlyList<UnseenPatients> ByDataset(
        IEnumerable<TableRow> rows, IReadOnlyList<DatasetSource> datasets, LoadedModel model, int max, int seed)
    {
        var unseen = datasets.Select(_ => new Unseen(seed)).ToArray();
        var held = 0;
        foreach (var row in Of(rows, datasets, model))
        {
            var of = unseen[row.Source];
            of.HasAny = true;
            if (!model.Model.IsCalibratedFor(row.Row.Patient)) continue;
            if (row.Row.Stroke) of.Strokes++;
            var before = of.Sample.Count;
            of.Sample.Add(row.Row);
            held += of.Sample.Count - before;
            // Not at each row: a trim looks at every dataset.
            if (held > 2L * max) held = Trim(unseen, max);
        }

        Trim(unseen, max);
        return [.. datasets.Zip(unseen)
            .Where(pair => pair.Second.HasAny)
            .Select(pair => new UnseenPatients(pair.First, pair.Second.Sample.ToArray(), pair.Second.Strokes))
            .OrderByDescending(dataset => dataset.Source.LastModified)
            .ThenBy(dataset => dataset.Source.Name, StringComparer.Ordinal)];
    }

    /// <summary>The rows of such patients, in the order of the table; the model's fingerprints were read.</summary>
    public static IEnumerable<TableRow> Of(IEnumerable<TableRow> rows, IReadOnlyList<DatasetSource> datasets, LoadedModel model)
    {
        bool[] isOld = [.. datasets.Select(model.WasSampledFrom)];
        return rows.Where(row => !isOld[row.Source] && !model.Patients!.KnowsPatient(PatientFingerprints.OfPatient(row.Row.Id)));
    }

    /// <summary>Makes the largest samples equally large, so that all together are no more than asked for, and returns how many are
    /// left.</summary>
    private static int Trim(Unseen[] unseen, int max)
    {
        var counts = unseen.Select(of => of.Sample.Count).Order().ToArray();
        var left = max;
        for (var i = 0; i < counts.Length; i++)
        {
            var level = left / (counts.Length - i);
            if (counts[i] > level)
            {
                foreach (var of in unseen) of.Sample.Trim(level);
                break;
            }

            left -= counts[i];
        }

        return unseen.Sum(of => of.Sample.Count);
    }

    private sealed class Unseen(int seed)
    {
        public RowSample Sample { get; } = new(seed);

        public bool HasAny { get; set; }

        public int Strokes { get; set; }
    }
}
