using StrokeFunctions.Datasets;
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
        LeakageChecks.Refusal(dataset.Latest)
        ?? (champion.Serving is { } serving ? Outcomes(dataset, serving) : null)
        ?? DatasetCheck.Doubt(dataset.Before, dataset.Merge);

    /// <summary>Whether what serves finds the outcomes believable, among patients whom it was not trained on.</summary>
    private static string? Outcomes(NewDataset dataset, LoadedModel serving)
    {
        HeldOutPrediction[] patients = [.. dataset.Latest.Where(row => !serving.Knows(row)).Select(row => serving.Predict(row))];
        return FileScreening.Doubt([.. patients.Select(patient => patient.Probability)], [.. patients.Select(patient => patient.Stroke)]);
    }
}
