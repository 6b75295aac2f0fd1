using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Training;

/// <summary>The last write of the work on a dataset: what came of it, with its numbers, in the event log, and another champion if there is
/// one.</summary>
internal sealed class RetrainingConclusion(ModelRegistry registry)
{
    private const string By = "training";

    /// <summary>Another upload of bytes that were worked on is told of once, so that nobody takes it for lost.</summary>
    public async Task<RetrainingOutcome> RepeatAsync(DatasetSource source, ModelEvent done, CancellationToken cancellationToken)
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

    /// <summary>Promotes a published version, or leaves it behind the champion.</summary>
    public async Task<RetrainingOutcome> ConcludeAsync(
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

    /// <summary>Refuses a dataset, or a model that was trained with it.</summary>
    public async Task<RetrainingOutcome> RejectAsync(
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
    public async Task<RetrainingOutcome> RefuseAsync(NewDataset dataset, string refusal, CancellationToken cancellationToken)
    {
        var reason = $"{refusal} {dataset.Comparison.SetAsideInWords()}".Trim();
        return await RejectAsync(dataset.Source, null, reason, new RetrainingEvidence(dataset.Comparison), cancellationToken);
    }

    /// <summary>Keeps a dataset out until a person confirms it.</summary>
    public async Task<RetrainingOutcome> SetAsideAsync(
        NewDataset dataset, CalibrationChange? change, string doubt, CancellationToken cancellationToken)
    {
        doubt = $"{doubt} {dataset.Comparison.SetAsideInWords()}".Trim();
        var evidence = new RetrainingEvidence(dataset.Comparison, change);
        await registry.RecordAsync(ModelEventKind.SetAside, null, Because(dataset.Source, doubt, evidence), cancellationToken);
        return new SetAside(dataset.Source.Name, doubt);
    }

    /// <summary>The rows were taken in, and nothing else was done.</summary>
    public async Task<RetrainingOutcome> KeepAsync(
        NewDataset dataset, DatasetPlan plan, string reason, CancellationToken cancellationToken)
    {
        reason = $"{reason} {dataset.Comparison.InWords()}";
        var evidence = new RetrainingEvidence(dataset.Comparison, plan.Change);
        await registry.RecordAsync(ModelEventKind.NotNeeded, null, Because(dataset.Source, reason, evidence), cancellationToken);
        return new NotTrained(dataset.Source.Name, reason);
    }

    private static AuditInfo Because(DatasetSource source, string reason, RetrainingEvidence evidence) =>
        new(By, reason, source, JsonSerializer.SerializeToElement(evidence, RegistryJson.Default.RetrainingEvidence));
}
