using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Data;
using StrokeFunctions.Registry;

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
    Registry.TrainingTable table,
    TrainingLock trainingLock,
    TrainingStatus status,
    IOptions<TrainingOptions> options,
    ILogger<Retraining> logger)
{
    private const string By = "training";

    /// <summary>Works on a dataset, one at a time over all instances.</summary>
    /// <exception cref="SupersededTrainingException">Do it again.</exception>
    public async Task<RetrainingOutcome> RunAsync(string dataset, CancellationToken ct)
    {
        await using var lease = await trainingLock.AcquireAsync(ct);
        status.Begin(dataset);
        try
        {
            var outcome = await RunAsync(dataset, lease);
            Ended(logger, dataset, outcome.Summary);
            return outcome;
        }
        finally
        {
            status.End();
        }
    }

    private async Task<RetrainingOutcome> RunAsync(string dataset, TrainingLease lease)
    {
        var ct = lease.Token;
        status.Report(new TrainingProgress("reading the dataset", 0));
        if (await intake.FindAsync(dataset, ct) is not { } source) return new Gone(dataset);
        var champion = await registry.GetAliasesAsync(ct);
        if ((await registry.EventsAsync(ct)).FirstOrDefault(e => e.Dataset?.Sha256 == source.Sha256) is { } done)
            return new AlreadyDone(dataset, done);

        return await intake.ReadAsync(source, ct) switch
        {
            AcceptedDataset accepted => await TrainAsync(source, accepted, champion, lease),
            RefusedDataset refused => await RejectAsync(source, refused.Reason, ct),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is no ending of reading a dataset."),
        };
    }

    private async Task<RetrainingOutcome> TrainAsync(DatasetSource source, AcceptedDataset accepted, AliasState champion, TrainingLease lease)
    {
        var ct = lease.Token;
        var before = await table.ReadAsync(ct);
        var merge = TableMerge.Of(before, source, accepted.LatestRows());
        if (options.Value.Retrain == RetrainMode.Never && champion.Aliases.Champion is not null)
            return await KeepRowsAsync(source, merge, before, "training is switched off (Training__Retrain is never).", lease);

        var rows = merge.Rows.Select(row => row.Row).ToArray();
        var saved = await table.SaveAsync(merge, ct);
        TrainedModel trained;
        try
        {
            trained = await Task.Run(() => Trainer.Train(rows, options.Value, status, ct), ct);
        }
        catch (UntrainableRowsException fault)
        {
            return await KeepRowsAsync(source, merge, before, fault.Message, lease);
        }

        status.Report(new TrainingProgress("publishing", 1));
        await lease.ConfirmAsync();
        var manifest = await publication.PublishAsync(trained, saved, rows, champion.Aliases.Champion, options.Value.Seed, ct);
        await CommitAsync(saved, before, lease);
        return await DecideAsync(source, manifest, champion, ct);
    }

    private async Task<RetrainingOutcome> DecideAsync(DatasetSource source, Manifest challenger, AliasState champion, CancellationToken ct)
    {
        if (champion.Aliases is { Pinned: true, Champion: { } pinned })
        {
            const string reason = "automatic promotion is off while the champion is pinned.";
            await registry.RecordAsync(ModelEventKind.KeptChampion, challenger.Version, Because(source, reason, challenger), ct);
            return new KeptChampion(source.Name, challenger.Version, pinned, reason);
        }

        const string first = "it is the newest.";
        return await registry.PromoteAsync(challenger.Version, Because(source, first, challenger), champion, ct) switch
        {
            AliasResult.Changed or AliasResult.Same => new Promoted(source.Name, challenger.Version, first),
            _ => throw new SupersededTrainingException("The champion"),
        };
    }

    private async Task<RetrainingOutcome> RejectAsync(DatasetSource source, string reason, CancellationToken ct)
    {
        await registry.RecordAsync(ModelEventKind.Rejected, null, new Grounds(By, reason, source), ct);
        return new Rejected(source.Name, reason);
    }

    private async Task<RetrainingOutcome> KeepRowsAsync(
        DatasetSource source, TableMerge merge, TableState before, string reason, TrainingLease lease)
    {
        await CommitAsync(await table.SaveAsync(merge, lease.Token), before, lease);
        await registry.RecordAsync(ModelEventKind.NotNeeded, null, new Grounds(By, reason, source), lease.Token);
        return new NotTrained(source.Name, reason);
    }

    private async Task CommitAsync(TableIndex saved, TableState before, TrainingLease lease)
    {
        await lease.ConfirmAsync();
        if (!await table.CommitAsync(saved, before, lease.Token)) throw new SupersededTrainingException("The training table");
    }

    private static Grounds Because(DatasetSource source, string reason, Manifest challenger) => new(By, reason, source,
        challenger.Evaluation is { } e ? JsonSerializer.SerializeToElement(e.Overall, RegistryJson.Default.Performance) : null);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Dataset}: {Outcome}")]
    private static partial void Ended(ILogger logger, string dataset, string outcome);
}
