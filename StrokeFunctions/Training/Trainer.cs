using StrokeFunctions.Data;

namespace StrokeFunctions.Training;

/// <summary>Rows, options and a seed in; a model with its held-out evaluation out. No storage, no clock.</summary>
internal static class Trainer
{
    /// <summary>Trains on the latest row of each patient id.</summary>
    /// <exception cref="UntrainableRowsException">The rows can't give a model.</exception>
    public static TrainedModel Train(
        IReadOnlyList<DatasetRow> rows, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new TrainingProgress("reading rows", 0));
        throw new UntrainableRowsException($"{rows.Count} rows with seed {options.Seed}: there is no learner yet.");
    }
}
