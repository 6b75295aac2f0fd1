using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
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
    IOptions<TrainingOptions> options,
    ILogger<Retraining> logger)
{
    private const string By = "training";

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
            return await RepeatAsync(source, before!, cancellationToken);

        var champion = await LoadedChampion.LoadAsync(registry, cancellationToken);
        var outcome = await intake.ReadAsync(source, cancellationToken);
        if (outcome is RefusedDataset refused) return await RejectAsync(source, null, refused.Reason, null, cancellationToken);

        var confirmed = before?.Kind == ModelEventKind.Confirmed;
        var dataset = NewDataset.Of(source, (AcceptedDataset)outcome, await table.ReadAsync(cancellationToken), champion);
        if (DatasetCheck.Refusal(dataset.Before, dataset.Merge) is { } refusal)
            return await RefuseAsync(dataset, refusal, cancellationToken);
        if (!confirmed && DatasetDoubts.Of(dataset, champion) is { } doubt)
            return await SetAsideAsync(dataset, null, doubt, cancellationToken);

        var plan = DatasetPlan.Of(dataset, champion, history, options.Value, confirmed);
        if (plan.Adaptation is AskForCodes ask) return await SetAsideAsync(dataset, ask.Change, ask.Reason, cancellationToken);

        // Rows of an accepted dataset always enter; whatever comes of the models removes none.
        var saved = await table.SaveAsync(dataset.Merge, cancellationToken);
        await lease.ConfirmAsync();
        if (!await table.CommitAsync(saved, dataset.Before, cancellationToken)) throw new SupersededTrainingException("The training table");
        if (plan.TrainBecause is not null) return await TrainAsync(dataset, champion, plan, saved, lease);
        return plan.Adaptation is UpdateLayer update
            ? await UpdateAsync(dataset, champion, plan, update, null, saved, lease)
            : await KeepAsync(dataset, plan, plan.Reason, cancellationToken);
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

    /// <summary>Another upload of bytes that were worked on is told of once, so that nobody takes it for lost.</summary>
    private async Task<RetrainingOutcome> RepeatAsync(DatasetSource source, ModelEvent done, CancellationToken cancellationToken)
    {
        var outcome = new AlreadyDone(source.Name, done);
        var isTold = (await registry.EventsAsync(cancellationToken)).Any(e =>
            e.Dataset?.Name == source.Name && e.Dataset.ETag == source.ETag
        );
        if (!isTold)
            await registry.RecordAsync(
                ModelEventKind.Repeated,
                done.Version,
                new AuditInfo(By, outcome.Summary, source),
                cancellationToken
            );
        return outcome;
    }

    private async Task<RetrainingOutcome> TrainAsync(
        NewDataset dataset, LoadedChampion champion, DatasetPlan plan, TableIndex saved, HeldLease lease)
    {
        var cancellationToken = lease.Token;
        Challenger challenger;
        try
        {
            challenger = await Task.Run(
                () => Challenger.Train(dataset, champion.Serving, plan, options.Value, status, cancellationToken), cancellationToken);
        }
        catch (UntrainableRowsException fault)
        {
            return plan.Adaptation is UpdateLayer instead
                ? await UpdateAsync(dataset, champion, plan, instead, null, saved, lease)
                : await KeepAsync(dataset, plan, fault.Message, cancellationToken);
        }

        status.Report(new TrainingProgress("comparing with the champion", 1));
        var verdict = challenger.Judge(champion.Serving, plan, dataset, options.Value);

        if (dataset.Comparison.SetAsideInWords() is { Length: > 0 } setAside)
            verdict = verdict with { Reason = $"{verdict.Reason} {setAside}" };
        status.Report(new TrainingProgress("publishing", 1));
        await lease.ConfirmAsync();
        var published = await publication.PublishAsync(challenger, saved, dataset, champion.Version, plan, verdict, cancellationToken);
        var version = published.Version;
        var evidence = new RetrainingEvidence(dataset.Comparison, plan.Change, challenger.Adapted?.Layer, verdict.Evidence, plan.Look);
        if (verdict is KeepChampion && plan.Adaptation is UpdateLayer update)
            return await UpdateAsync(dataset, champion, plan, update, (version, verdict), saved, lease);

        var outcome = verdict is RejectChallenger
            ? await RejectAsync(dataset.Source, version, verdict.Reason, evidence, cancellationToken)
            : await ConcludeAsync(dataset, champion, version, verdict is PromoteChallenger, verdict.Reason, evidence, cancellationToken);
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
            ? $"{update.InWords()} A new model was trained, too ({challenger.Version}), and is not better: {challenger.Verdict.Reason}"
            : update.InWords();
        var manifest = await publication.PublishUpdateAsync(adapted, champion.Serving!, update, saved, dataset, reason, cancellationToken);
        var look = kept is null ? null : plan.Look;
        var evidence = new RetrainingEvidence(dataset.Comparison, plan.Change, adapted.Layer, kept?.Verdict.Evidence, look);
        var outcome = await ConcludeAsync(dataset, champion, manifest.Version, promote: true, reason, evidence, cancellationToken);
        await retention.ApplyAsync(options.Value.KeepVersions, saved.Blob, cancellationToken);
        return outcome;
    }

    private async Task<RetrainingOutcome> ConcludeAsync(
        NewDataset dataset,
        LoadedChampion champion,
        string version,
        bool promote,
        string reason,
        RetrainingEvidence evidence,
        CancellationToken cancellationToken
    )
    {
        var source = dataset.Source;
        if (champion is { Version: { } kept } && (!promote || champion.State.Aliases.Pinned))
        {
            if (promote) reason = $"automatic promotion is off (pinned); it would be promoted: {reason}";
            await registry.RecordAsync(ModelEventKind.KeptChampion, version, Because(source, reason, evidence), cancellationToken);
            return new KeptChampion(source.Name, version, kept, reason);
        }

        return await registry.PromoteAsync(version, Because(source, reason, evidence), champion.State, cancellationToken) switch
        {
            AliasResult.Changed or AliasResult.Same => new Promoted(source.Name, version, reason),
            // A pin or a tag came meanwhile: the comparison still holds, and the pin is heeded.
            AliasResult.Superseded superseded when superseded.Aliases.Champion == champion.Version => await ConcludeAsync(
                dataset,
                champion with { State = await registry.GetAliasesAsync(cancellationToken) },
                version,
                promote,
                reason,
                evidence,
                cancellationToken
            ),
            AliasResult.Unusable unusable => throw new InvalidOperationException(unusable.Fault),
            _ => throw new SupersededTrainingException("The champion"),
        };
    }

    private async Task<RetrainingOutcome> RejectAsync(
        DatasetSource source, string? version, string reason, RetrainingEvidence? evidence, CancellationToken cancellationToken)
    {
        await registry.RecordAsync(
            ModelEventKind.Rejected,
            version,
            evidence is null ? new AuditInfo(By, reason, source) : Because(source, reason, evidence),
            cancellationToken
        );
        return new Rejected(source.Name, reason);
    }

    /// <summary>Refuses a dataset that was read and compared; its numbers stand beside the reason.</summary>
    private async Task<RetrainingOutcome> RefuseAsync(NewDataset dataset, string refusal, CancellationToken cancellationToken)
    {
        var reason = $"{refusal} {dataset.Comparison.SetAsideInWords()}".Trim();
        return await RejectAsync(dataset.Source, null, reason, new RetrainingEvidence(dataset.Comparison), cancellationToken);
    }

    private async Task<RetrainingOutcome> SetAsideAsync(
        NewDataset dataset, CalibrationChange? change, string doubt, CancellationToken cancellationToken)
    {
        doubt = $"{doubt} {dataset.Comparison.SetAsideInWords()}".Trim();
        var evidence = new RetrainingEvidence(dataset.Comparison, change);
        await registry.RecordAsync(ModelEventKind.SetAside, null, Because(dataset.Source, doubt, evidence), cancellationToken);
        return new SetAside(dataset.Source.Name, doubt);
    }

    private async Task<RetrainingOutcome> KeepAsync(
        NewDataset dataset, DatasetPlan plan, string reason, CancellationToken cancellationToken)
    {
        reason = $"{reason} {dataset.Comparison.InWords()}";
        var evidence = new RetrainingEvidence(dataset.Comparison, plan.Change);
        await registry.RecordAsync(ModelEventKind.NotNeeded, null, Because(dataset.Source, reason, evidence), cancellationToken);
        return new NotTrained(dataset.Source.Name, reason);
    }

    private static AuditInfo Because(DatasetSource source, string reason, RetrainingEvidence evidence) =>
        new(By, reason, source, JsonSerializer.SerializeToElement(evidence, RegistryJson.Default.RetrainingEvidence));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dataset}: {Outcome}")]
    private static partial void Ended(ILogger logger, string dataset, string outcome);
}

/// <summary>The rows can't give a model: too few patients or strokes.</summary>
internal class UntrainableRowsException(string message) : Exception(message);
