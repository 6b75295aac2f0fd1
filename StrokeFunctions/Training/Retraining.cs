using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Training;

/// <summary>
/// What happens when a dataset arrives. Each step may be repeated, and is: a process killed anywhere leaves no half model,
/// and the next delivery of the dataset does the same again and comes to the same end. The last write, which makes a repetition stop early,
/// is the event in the log.
/// </summary>
internal sealed partial class Retraining(
    DatasetIntake intake,
    ModelPublication publication,
    ModelRegistry registry,
    ModelRetention retention,
    TrainingTable table,
    TrainingLock trainingLock,
    TrainingStatus status,
    TrainingMemory memory,
    IOptions<TrainingOptions> options,
    ILogger<Retraining> logger)
{
    private readonly RetrainingConclusion _conclusion = new(registry);

    /// <summary>Works on a dataset, one at a time over all instances.</summary>
    /// <exception cref="SupersededTrainingException">Do it again.</exception>
    public async Task<RetrainingOutcome> RunAsync(string dataset, CancellationToken cancellationToken)
    {
        await using var lease = await trainingLock.AcquireAsync(cancellationToken);
        status.Begin(dataset);
        RetrainingOutcome? outcome = null;
        try
        {
            outcome = await RunAsync(dataset, lease);
            Ended(logger, dataset, outcome.Summary);
            return outcome;
        }
        finally
        {
            status.End(outcome);
        }
    }

    private async Task<RetrainingOutcome> RunAsync(string name, HeldLease lease)
    {
        var cancellationToken = lease.Token;
        status.Report(new TrainingProgress("reading the dataset", 0));
        if (await intake.FindAsync(name, cancellationToken) is not { } source) return new Gone(name);
        var history = new ModelHistory(await registry.EventsAsync(cancellationToken));
        var before = history.LastOf(source.Sha256);
        if (IsDone(before, source, await table.ReadIndexAsync(cancellationToken)))
            return await _conclusion.RepeatAsync(source, before!, cancellationToken);

        var champion = await LoadedChampion.LoadAsync(registry, cancellationToken);
        var outcome = await intake.ReadAsync(source, cancellationToken);
        if (outcome is RefusedDataset refused)
            return await _conclusion.RejectAsync(source, null, refused.Reason, null, cancellationToken);

        var confirmed = before?.Kind == ModelEventKind.Confirmed;
        var dataset = NewDataset.Of(source, (AcceptedDataset)outcome, await table.ReadAsync(cancellationToken), champion, options.Value);
        if (DatasetCheck.Refusal(dataset.Before, dataset.Merge) is { } refusal)
            return await _conclusion.RefuseAsync(dataset, refusal, cancellationToken);
        if (!confirmed && DatasetDoubts.Of(dataset, champion) is { } doubt)
            return await _conclusion.SetAsideAsync(dataset, null, doubt, cancellationToken);

        var plan = DatasetPlan.Of(dataset, champion, history, options.Value, confirmed);
        if (plan.Adaptation is AskForCodes ask)
            return await _conclusion.SetAsideAsync(dataset, ask.Change, ask.Reason, cancellationToken);

        // Rows of an accepted dataset always enter; whatever comes of the models removes none.
        var saved = await table.SaveAsync(dataset.Merge, cancellationToken);
        await lease.ConfirmAsync();
        if (!await table.CommitAsync(saved, dataset.Before, cancellationToken)) throw new SupersededTrainingException("The training table");
        if (plan.TrainBecause is not null) return await TrainAsync(dataset, champion, plan, saved, lease);
        return plan.Adaptation is UpdateLayer update
            ? await UpdateAsync(dataset, champion, plan, update, null, saved, lease)
            : await _conclusion.KeepAsync(dataset, plan, plan.Reason, cancellationToken);
    }

    /// <summary>
    /// Whether these bytes were worked on. After a withdrawal or a refusal a new upload of them counts anew (the table may have changed
    /// since), and what was confirmed or given up is still to be done. What the log says was taken in is so only if the table says so too.
    /// </summary>
    private static bool IsDone(ModelEvent? last, DatasetSource source, TableIndex table) => last switch
    {
        null or { Kind: ModelEventKind.Confirmed or ModelEventKind.Failed } => false,
        { Kind: ModelEventKind.Withdrawn or ModelEventKind.Rejected or ModelEventKind.SetAside } => last.Dataset == source,
        { Kind: ModelEventKind.Promoted or ModelEventKind.KeptChampion or ModelEventKind.NotNeeded } =>
            table.Datasets.Any(dataset => dataset.Sha256 == source.Sha256),
        _ => true,
    };

    private async Task<RetrainingOutcome> TrainAsync(
        NewDataset dataset, LoadedChampion champion, DatasetPlan plan, TableIndex saved, HeldLease lease)
    {
        var cancellationToken = lease.Token;
        Challenger challenger;
        try
        {
            memory.Require(Math.Min(saved.Rows, options.Value.MaxRows));
            challenger = await Task.Run(
                () => Challenger.Train(dataset, champion.Serving, plan, options.Value, status, cancellationToken), cancellationToken);
        }
        catch (UntrainableRowsException fault)
        {
            return plan.Adaptation is UpdateLayer instead
                ? await UpdateAsync(dataset, champion, plan, instead, null, saved, lease)
                : await _conclusion.KeepAsync(dataset, plan, fault.Message, cancellationToken);
        }

        status.Report(new TrainingProgress("comparing with the champion", 1));
        var verdict = challenger.Judge(champion.Serving, plan, dataset, options.Value);

        if (dataset.Comparison.SetAsideInWords() is { Length: > 0 } setAside)
            verdict = verdict with { Reason = $"{verdict.Reason} {setAside}" };
        status.Report(new TrainingProgress("publishing", 1));
        await lease.ConfirmAsync();
        var published = await publication.PublishAsync(challenger, saved, dataset, champion.Version, plan, verdict, cancellationToken);
        var version = published.Version;
        var evidence = new RetrainingEvidence(
            dataset.Comparison, plan.Change, challenger.Adapted?.Layer, verdict.Evidence, plan.Look, plan.TrainBecause);
        if (verdict is KeepChampion && plan.Adaptation is UpdateLayer update)
            return await UpdateAsync(dataset, champion, plan, update, (version, verdict), saved, lease);

        var outcome = verdict is RejectChallenger
            ? await _conclusion.RejectAsync(dataset.Source, version, verdict.Reason, evidence, cancellationToken)
            : await _conclusion.ConcludeAsync(
                dataset, champion, version, verdict is PromoteChallenger, verdict.Reason, evidence, cancellationToken);
        await retention.ApplyAsync(options.Value.KeepVersions, saved.Blob, cancellationToken);
        return outcome;
    }

    /// <summary>Publishes an update of the champion's layer, which trains nothing and takes a second.</summary>
    /// <param name="dataset">What led to it.</param>
    /// <param name="champion">What is updated.</param>
    /// <param name="plan">Why.</param>
    /// <param name="update">How.</param>
    /// <param name="kept">A challenger that was trained, and stays behind the updated champion.</param>
    /// <param name="saved">The training table.</param>
    /// <param name="lease">Is confirmed before anything is published.</param>
    private async Task<RetrainingOutcome> UpdateAsync(
        NewDataset dataset,
        LoadedChampion champion,
        DatasetPlan plan,
        UpdateLayer update,
        (string Version, PromotionVerdict Verdict)? kept,
        TableIndex saved,
        HeldLease lease
    )
    {
        var cancellationToken = lease.Token;
        status.Report(new TrainingProgress("updating the champion", 1));
        var adapted = DatasetPlan.AdaptChampion(champion.Serving!, update, options.Value);
        await lease.ConfirmAsync();
        var reason = kept is { } challenger
            ? $"{update.InWords()} A new model was trained, too ({challenger.Version}), because {plan.TrainBecause} It is not better: "
                + challenger.Verdict.Reason
            : update.InWords();
        var manifest = await publication.PublishUpdateAsync(adapted, champion.Serving!, update, saved, dataset, reason, cancellationToken);
        var evidence = new RetrainingEvidence(dataset.Comparison, plan.Change, adapted.Layer);
        if (kept is not null)
        {
            evidence = evidence with
            {
                Promotion = kept.Value.Verdict.Evidence,
                Look = plan.Look,
                TrainedBecause = plan.TrainBecause,
                Challenger = kept.Value.Version,
            };
        }

        var outcome = await _conclusion.ConcludeAsync(
            dataset, champion, manifest.Version, promote: true, reason, evidence, cancellationToken);
        await retention.ApplyAsync(options.Value.KeepVersions, saved.Blob, cancellationToken);
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dataset}: {Outcome}")]
    private static partial void Ended(ILogger logger, string dataset, string outcome);
}

/// <summary>The rows can't give a model: too few patients or strokes.</summary>
internal class UntrainableRowsException(string message) : Exception(message);
