using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Training;

/// <summary>
/// Lets a dataset in that was set aside, or that was withdrawn: a person has looked. What was decided stands in the event log first, so
/// that a process killed meanwhile loses nothing: the dataset is taken up again as a lost one.
/// </summary>
internal sealed class DatasetConfirmation(DatasetIntake intake, ModelRegistry registry, Retraining retraining)
{
    /// <summary>Confirms the content that a dataset has now, and works on it.</summary>
    public async Task<ConfirmationResult> RunAsync(string name, AuditInfo grounds, CancellationToken cancellationToken)
    {
        // Storage would refuse to look such a name up; no dataset can have it.
        if (BlobName.FaultOfDataset(name) is not null || await intake.FindAsync(name, cancellationToken) is not { } source)
            return new ConfirmationResult.Gone(name);
        var last = new ModelHistory(await registry.EventsAsync(cancellationToken)).LastOf(source.Sha256);
        if (last?.Kind is not (ModelEventKind.SetAside or ModelEventKind.Withdrawn or ModelEventKind.Confirmed))
            return new ConfirmationResult.NotSetAside(name, last?.Reason);

        if (last.Kind != ModelEventKind.Confirmed)
            await registry.RecordAsync(ModelEventKind.Confirmed, null, grounds with { Dataset = source }, cancellationToken);
        return new ConfirmationResult.Done(new ConfirmedDataset(name, (await retraining.RunAsync(name, cancellationToken)).Summary));
    }
}

/// <summary>The endings of a confirmation.</summary>
internal abstract record ConfirmationResult
{
    private ConfirmationResult()
    {
    }

    /// <summary>The dataset was let in and worked on.</summary>
    internal sealed record Done(ConfirmedDataset Dataset) : ConfirmationResult;

    /// <summary>The dataset does not wait for anybody.</summary>
    /// <param name="Name">The dataset's name.</param>
    /// <param name="Reason">What came of it; null if it was not worked on yet.</param>
    internal sealed record NotSetAside(string Name, string? Reason) : ConfirmationResult;

    /// <summary>There is no such dataset.</summary>
    internal sealed record Gone(string Name) : ConfirmationResult;
}
