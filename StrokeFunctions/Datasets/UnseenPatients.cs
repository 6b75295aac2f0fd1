using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Datasets;

/// <summary>The patients of one dataset whom a model was not trained on, as the training table holds them.</summary>
/// <param name="Source">The dataset.</param>
/// <param name="Rows">Their rows, in the ordinal order of their ids.</param>
internal sealed record UnseenPatients(DatasetSource Source, IReadOnlyList<DatasetRow> Rows)
{
    /// <summary>By dataset, the one that was written last first; datasets without such patients are left out.</summary>
    public static IReadOnlyList<UnseenPatients> ByDataset(
        IEnumerable<TableRow> rows, IReadOnlyList<DatasetSource> datasets, PatientFingerprints trained)
    {
        var unseen = datasets.Select(_ => new List<DatasetRow>()).ToArray();
        foreach (var row in rows)
        {
            if (!trained.KnowsPatient(PatientFingerprints.OfPatient(row.Row.Id))) unseen[row.Source].Add(row.Row);
        }

        return [.. datasets.Select((source, i) => new UnseenPatients(source, unseen[i]))
            .Where(dataset => dataset.Rows.Count > 0)
            .OrderByDescending(dataset => dataset.Source.LastModified)
            .ThenBy(dataset => dataset.Source.Name, StringComparer.Ordinal)];
    }
}
