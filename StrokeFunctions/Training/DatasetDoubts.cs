using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>
/// The few grounds on which a readable dataset is kept out of the training table until a person confirms it. A model's failure is none
/// of them: rows of an accepted dataset always enter.
/// </summary>
internal static class DatasetDoubts
{
    /// <summary>Why the dataset is set aside; null if there is no doubt. The first ground that applies is told.</summary>
    public static string? Of(NewDataset dataset, LoadedChampion champion) =>
        OfOutcomes(dataset, champion) ?? DatasetCheck.Doubt(dataset.Before, dataset.Merge);

    /// <summary>What needs all rows at once; of a very large dataset it looks at a sample of the patients, and says so.</summary>
    private static string? OfOutcomes(NewDataset dataset, LoadedChampion champion)
    {
        var rows = RowSample.OfPatients(dataset.Latest, dataset.Options.MaxRows, dataset.Options.Seed);
        var doubt = LeakageChecks.Refusal(rows) ?? (champion.Serving is { } serving ? Outcomes(rows, serving) : null);
        return doubt is null || rows.Length == dataset.Latest.Count
            ? doubt
            : $"In a sample of {rows.Length} of its {dataset.Latest.Count} patients: {doubt}";
    }

    /// <summary>Whether what serves finds the outcomes believable, among patients whom it was not trained on.</summary>
    private static string? Outcomes(DatasetRow[] rows, LoadedModel serving)
    {
        HeldOutPrediction[] patients = [.. rows.Where(row => !serving.Knows(row)).Select(row => serving.Predict(row))];
        return FileScreening.Doubt([.. patients.Select(patient => patient.Probability)], [.. patients.Select(patient => patient.Stroke)]);
    }
}
