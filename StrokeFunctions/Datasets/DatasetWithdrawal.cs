using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Takes a dataset back out of the training table: the table is made anew of the other datasets, as if it had never come. Models that were
/// trained on it stay, and say so in their lineage; if one of them serves, the last that does not rest on it serves again.
/// </summary>
internal sealed class DatasetWithdrawal(DatasetIntake intake, TrainingTable table, TrainingLock trainingLock, ModelRegistry registry)
{
    /// <summary>Takes every content back that was taken in under a name.</summary>
    public async Task<WithdrawalResult> RunAsync(string name, AuditInfo grounds, CancellationToken cancellationToken)
    {
        await using var lease = await trainingLock.TryAcquireAsync(cancellationToken);
        if (lease is null) return new WithdrawalResult.TrainingRuns();

        var before = await table.ReadAsync(lease.Token);
        var withdrawn = before.Index.Datasets.Where(dataset => dataset.Name == name).ToArray();
        if (withdrawn.Length == 0) return await WithdrawSetAsideAsync(name, grounds, before.Index.Rows, lease.Token);

        var merge = new TableMerge([], [], 0, 0, 0, 0, 0);
        foreach (var source in before.Index.Datasets.Except(withdrawn))
        {
            if (await ReadAgainAsync(source, lease.Token) is not { } accepted)
                return new WithdrawalResult.OtherIsGone(source.Name);
            merge = TableMerge.Of(
                before with
                {
                    Index = TableIndex.Empty with { Datasets = merge.Datasets },
                    Rows = merge.Rows,
                },
                source,
                accepted.LatestRows()
            );
        }

        var events = withdrawn.Select(dataset => registry.NewEvent(ModelEventKind.Withdrawn, null, grounds with { Dataset = dataset }));
        var saved = await table.SaveAsync(merge, lease.Token) with { Events = [.. events] };
        await lease.ConfirmAsync();
        if (!await table.CommitAsync(saved, before, lease.Token))
            throw new SupersededTrainingException("The training table");
        await registry.EventsAsync(lease.Token);
        var result = new WithdrawnDataset(name, before.Index.Rows, saved.Rows, await ChampionWasTrainedOnAsync(withdrawn, lease.Token));
        return new WithdrawalResult.Done(await GoneBackAsync(result, lease.Token));
    }

    /// <summary>
    /// Finishes what was cut off: goes back from a champion that rests on what was withdrawn since it was promoted. Does nothing while a
    /// training runs.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        await using var lease = await trainingLock.TryAcquireAsync(cancellationToken);
        if (lease is not null) await GoBackAsync(lease.Token);
    }

    private async Task<WithdrawnDataset> GoneBackAsync(WithdrawnDataset result, CancellationToken cancellationToken) =>
        result.ChampionWasTrainedOnIt ? result with { Champion = await GoBackAsync(cancellationToken) } : result;

    /// <summary>
    /// The last champion that doesn't rest on what was withdrawn serves again; a pinned one stays, and what was decided of it since.
    /// The event log says what is to be done, so that it is done also after the process that withdrew was killed.
    /// </summary>
    /// <returns>The version that serves now.</returns>
    private async Task<string?> GoBackAsync(CancellationToken cancellationToken)
    {
        var state = await registry.GetAliasesAsync(cancellationToken);
        if (state.Aliases is not { Pinned: false, Champion: { } champion }) return state.Aliases.Champion;

        var events = await registry.EventsAsync(cancellationToken);
        var taken = (await table.ReadIndexAsync(cancellationToken)).Datasets;
        bool IsOut(ModelEvent e) => e is { Kind: ModelEventKind.Withdrawn, Dataset: { } dataset } && !taken.Contains(dataset);
        var gone = events.Where(IsOut).Select(e => e.Dataset!).ToArray();
        var manifest = await registry.FindManifestAsync(champion, cancellationToken);
        var cause = events.Reverse()
            .TakeWhile(e => e.Kind is not (ModelEventKind.Promoted or ModelEventKind.Pinned or ModelEventKind.Unpinned))
            .FirstOrDefault(e => IsOut(e) && manifest?.Lineage.Datasets.Contains(e.Dataset!) == true);
        if (cause is null) return champion;

        while (manifest is not null && manifest.Lineage.Datasets.Intersect(gone).Any())
        {
            manifest = manifest.Lineage.Parent is { } parent ? await registry.FindManifestAsync(parent, cancellationToken) : null;
        }

        if (manifest is null) return champion;
        var because = new AuditInfo(cause.By, $"{cause.Dataset!.Name} was withdrawn, and the champion rested on it: {cause.Reason}");
        return await registry.PromoteAsync(manifest.Version, because, state, cancellationToken) is AliasResult.Changed changed
            ? changed.Aliases.Champion
            : champion;
    }

    /// <summary>
    /// A dataset that waits for a person is not in the table; withdrawn, it waits no longer. What was withdrawn before is out of the table,
    /// also for a caller whose answer was lost.
    /// </summary>
    private async Task<WithdrawalResult> WithdrawSetAsideAsync(string name, AuditInfo grounds, int patients,
        CancellationToken cancellationToken)
    {
        var history = new ModelHistory(await registry.EventsAsync(cancellationToken));
        var waiting = history.Waiting().Where(e => e.Dataset!.Name == name).ToArray();
        foreach (var e in waiting) await registry.RecordAsync(ModelEventKind.Withdrawn, null, grounds with { Dataset = e.Dataset },
            cancellationToken);
        var before = history.Events.LastOrDefault(e => e.Dataset?.Name == name && e.Kind != ModelEventKind.Failed);
        if (waiting.Length == 0 && before is not { Kind: ModelEventKind.Withdrawn }) return new WithdrawalResult.NotTakenIn(name);
        var trained = waiting.Length == 0 && await ChampionWasTrainedOnAsync([before!.Dataset!], cancellationToken);
        return new WithdrawalResult.Done(
            await GoneBackAsync(new WithdrawnDataset(name, patients, patients, trained), cancellationToken));
    }

    /// <summary>The dataset as it was when it was taken in; null if it is gone, or another by now.</summary>
    private async Task<AcceptedDataset?> ReadAgainAsync(DatasetSource source, CancellationToken cancellationToken) =>
        await intake.FindAsync(source.Name, cancellationToken) is { } found && found.Sha256 == source.Sha256
            ? await intake.ReadAsync(found, cancellationToken) as AcceptedDataset
            : null;

    private async Task<bool> ChampionWasTrainedOnAsync(DatasetSource[] withdrawn, CancellationToken cancellationToken) =>
        (await registry.GetAliasesAsync(cancellationToken)).Aliases.Champion is { } champion
        && await registry.FindManifestAsync(champion, cancellationToken) is { } manifest
        && manifest.Lineage.Datasets.Intersect(withdrawn).Any();
}

/// <summary>The endings of a withdrawal.</summary>
internal abstract record WithdrawalResult
{
    private WithdrawalResult()
    {
    }

    /// <summary>The dataset is out of the table.</summary>
    internal sealed record Done(WithdrawnDataset Dataset) : WithdrawalResult;

    /// <summary>No dataset of that name is in the table.</summary>
    internal sealed record NotTakenIn(string Name) : WithdrawalResult;

    /// <summary>A training runs, which may rest on the dataset.</summary>
    internal sealed record TrainingRuns : WithdrawalResult;

    /// <summary>The table can't be made anew, because another of its datasets is gone or was changed.</summary>
    internal sealed record OtherIsGone(string Name) : WithdrawalResult;
}

/// <summary>The answer to a withdrawal.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="PatientsBefore">Patients in the training table before.</param>
/// <param name="Patients">Patients in it now.</param>
/// <param name="ChampionWasTrainedOnIt">Whether the model that served rested on it.</param>
internal sealed record WithdrawnDataset(string Name, int PatientsBefore, int Patients, bool ChampionWasTrainedOnIt)
{
    /// <summary>
    /// The version that serves since, where the champion rested on the dataset: the same, if every model before it does, too, or it is
    /// pinned.
    /// </summary>
    public string? Champion { get; init; }
}
