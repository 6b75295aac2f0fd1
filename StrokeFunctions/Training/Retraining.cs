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
        var before = new ModelHistory(await registry.EventsAsync(cancellationToken)).LastOf(source.Sha256);
        if (IsDone(before, source, await table.ReadIndexAsync(cancellationToken))) return await RepeatAsync(source, before!,
            cancellationToken);

        var champion = await LoadedChampion.LoadAsync(registry, cancellationToken);
        var outcome = await intake.ReadAsync(source, cancellationToken);
        if (outcome is RefusedDataset refused) return await RejectAsync(source, null, refused.Reason, null, cancellationToken);

        var dataset = NewDataset.Of(source, (AcceptedDataset)outcome, await table.ReadAsync(cancellationToken), champion);
        if (DatasetCheck.Refusal(dataset.Before, dataset.Merge) is { } refusal)
            return await RefuseAsync(dataset, refusal, cancellationToken);
        if (before?.Kind != ModelEventKind.Confirmed && DatasetDoubts.Of(dataset, champion) is { } doubt)
            return await SetAsideAsync(dataset, doubt, cancellationToken);
        return dataset.Need(champion, options.Value) switch
        {
            RetrainNeeded need => await TrainAsync(dataset, champion, need, lease),
            var need => await KeepRowsAsync(dataset, need.Reason, need.Tests, lease),
        };
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

    private async Task<RetrainingOutcome> TrainAsync(NewDataset dataset, LoadedChampion champion, RetrainNeeded need, HeldLease lease)
    {
        TrainedModel trained;
        try
        {
            trained = await Task.Run(() => Trainer.Train(dataset.Rows, options.Value, status, lease.Token), lease.Token);
        }
        catch (UntrainableRowsException fault)
        {
            return await KeepRowsAsync(dataset, fault.Message, need.Tests, lease);
        }

        status.Report(new TrainingProgress("comparing with the champion", 1));
        var verdict = champion.Serving is { } serving
            ? Promotion.Decide(
                serving.Against(trained.OuterCrossValidation, dataset.Rows),
                options.Value.PrecisionFloor,
                options.Value.Seed
            )
            : Promotion.DecideFirst(trained.Evaluation, options.Value.PrecisionFloor);

        if (dataset.Comparison.SetAsideInWords() is { Length: > 0 } setAside)
            verdict = verdict with { Reason = $"{verdict.Reason} {setAside}" };
        status.Report(new TrainingProgress("publishing", 1));
        await lease.ConfirmAsync();
        var saved = await table.SaveAsync(dataset.Merge, lease.Token);
        var challenger = await publication.PublishAsync(trained, saved, dataset, champion.Version, need, verdict, lease.Token);
        if (verdict is not RejectChallenger) await CommitAsync(saved, dataset.Before, lease);
        var outcome = await ConcludeAsync(dataset, champion, challenger.Version, verdict, need, lease.Token);
        await retention.ApplyAsync(
            options.Value.KeepVersions,
            verdict is RejectChallenger ? dataset.Before.Index.Blob : saved.Blob,
            lease.Token
        );
        return outcome;
    }

    private async Task<RetrainingOutcome> ConcludeAsync(
        NewDataset dataset,
        LoadedChampion champion,
        string challenger,
        PromotionVerdict verdict,
        RetrainNeeded need,
        CancellationToken cancellationToken
    )
    {
        var source = dataset.Source;
        var grounds = Because(source, verdict.Reason, new RetrainingEvidence(dataset.Comparison, need.Tests, verdict.Evidence));
        if (verdict is RejectChallenger) return await RejectAsync(source, challenger, verdict.Reason, grounds.Evidence, cancellationToken);
        if (champion is { Version: { } kept } && (verdict is KeepChampion || champion.State.Aliases.Pinned))
        {
            if (verdict is PromoteChallenger)
                grounds = grounds with
                {
                    Reason = $"automatic promotion is off (pinned); the challenger would be promoted: {verdict.Reason}",
                };
            await registry.RecordAsync(ModelEventKind.KeptChampion, challenger, grounds, cancellationToken);
            return new KeptChampion(source.Name, challenger, kept, grounds.Reason);
        }

        return await registry.PromoteAsync(challenger, grounds, champion.State, cancellationToken) switch
        {
            AliasResult.Changed or AliasResult.Same => new Promoted(source.Name, challenger, verdict.Reason),
            // A pin or a tag came meanwhile: the comparison still holds, and the pin is heeded.
            AliasResult.Superseded superseded when superseded.Aliases.Champion == champion.Version => await ConcludeAsync(
                dataset,
                champion with
                {
                    State = await registry.GetAliasesAsync(cancellationToken),
                },
                challenger,
                verdict,
                need,
                cancellationToken
            ),
            AliasResult.Unusable unusable => throw new InvalidOperationException(unusable.Fault),
            _ => throw new SupersededTrainingException("The champion"),
        };
    }

    private async Task<RetrainingOutcome> RejectAsync(
        DatasetSource source,
        string? version,
        string reason,
        JsonElement? evidence,
        CancellationToken cancellationToken
    )
    {
        await registry.RecordAsync(ModelEventKind.Rejected, version, new AuditInfo(By, reason, source, evidence), cancellationToken);
        return new Rejected(source.Name, reason);
    }

    /// <summary>Refuses a dataset that was read and compared; its numbers stand beside the reason.</summary>
    private async Task<RetrainingOutcome> RefuseAsync(NewDataset dataset, string refusal, CancellationToken cancellationToken)
    {
        var reason = $"{refusal} {dataset.Comparison.SetAsideInWords()}".Trim();
        var grounds = Because(dataset.Source, reason, new RetrainingEvidence(dataset.Comparison, [], null));
        return await RejectAsync(dataset.Source, null, reason, grounds.Evidence, cancellationToken);
    }

    private async Task<RetrainingOutcome> SetAsideAsync(NewDataset dataset, string doubt, CancellationToken cancellationToken)
    {
        doubt = $"{doubt} {dataset.Comparison.SetAsideInWords()}".Trim();
        var evidence = new RetrainingEvidence(dataset.Comparison, [], null);
        await registry.RecordAsync(ModelEventKind.SetAside, null, Because(dataset.Source, doubt, evidence), cancellationToken);
        return new SetAside(dataset.Source.Name, doubt);
    }

    private async Task<RetrainingOutcome> KeepRowsAsync(
        NewDataset dataset,
        string reason,
        IReadOnlyList<DeteriorationTest> tests,
        HeldLease lease
    )
    {
        await CommitAsync(await table.SaveAsync(dataset.Merge, lease.Token), dataset.Before, lease);
        reason = $"{reason} {dataset.Comparison.InWords()}";
        var grounds = Because(dataset.Source, reason, new RetrainingEvidence(dataset.Comparison, tests, null));
        await registry.RecordAsync(ModelEventKind.NotNeeded, null, grounds, lease.Token);
        return new NotTrained(dataset.Source.Name, reason);
    }

    private async Task CommitAsync(TableIndex saved, TableState before, HeldLease lease)
    {
        await lease.ConfirmAsync();
        if (!await table.CommitAsync(saved, before, lease.Token)) throw new SupersededTrainingException("The training table");
    }

    private static AuditInfo Because(DatasetSource source, string reason, RetrainingEvidence evidence) =>
        new(By, reason, source, JsonSerializer.SerializeToElement(evidence, RegistryJson.Default.RetrainingEvidence));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dataset}: {Outcome}")]
    private static partial void Ended(ILogger logger, string dataset, string outcome);
}

/// <summary>The rows can't give a model: too few patients or strokes.</summary>
internal class UntrainableRowsException(string message) : Exception(message);
