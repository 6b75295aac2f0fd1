using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>
/// Deletes model versions that nothing needs any more: not the champion, not one that ever served, not one with a tag, and not among the
/// newest. The manifest goes first, so that a half deleted version is none; rows of the training table go when no manifest names them.
/// </summary>
internal sealed class ModelRetention(BlobStore store, ModelRegistry registry)
{
    private const string Rows = "rows/";

    /// <summary>Deletes what is not needed. Called under the training lock.</summary>
    /// <param name="newest">How many of the newest versions stay in any case.</param>
    /// <param name="table">The training table's rows, which stay.</param>
    /// <param name="cancellationToken">Cancels between deletions.</param>
    /// <returns>The versions that were deleted.</returns>
    public async Task<IReadOnlyList<string>> ApplyAsync(int newest, string table, CancellationToken cancellationToken)
    {
        var versions = await registry.ListAsync(cancellationToken);
        var aliases = (await registry.GetAliasesAsync(cancellationToken)).Aliases;
        HashSet<string?> kept =
        [
            aliases.Champion, aliases.Previous, .. aliases.Tags.Values,
            .. (await registry.EventsAsync(cancellationToken)).Where(e => e.Kind == ModelEventKind.Promoted).Select(e => e.Version),
            .. versions.TakeLast(newest),
        ];
        string[] gone = [.. versions.Where(version => !kept.Contains(version))];
        foreach (var version in gone) await DeleteAsync(version, cancellationToken);
        if (gone.Length > 0) await DeleteRowsAsync(table, cancellationToken);
        return gone;
    }

    private async Task DeleteAsync(string version, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(Containers.Models, $"{version}/{ModelRegistry.ManifestFile}", cancellationToken);
        await foreach (var blob in store.ListAsync(Containers.Models, $"{version}/", cancellationToken))
            await store.DeleteAsync(Containers.Models, blob.Name, cancellationToken);
    }

    private async Task DeleteRowsAsync(string table, CancellationToken cancellationToken)
    {
        var needed = new HashSet<string> { table };
        foreach (var version in await registry.ListAsync(cancellationToken))
            needed.Add((await registry.GetManifestAsync(version, cancellationToken)).Lineage.TrainingTable);
        await foreach (var blob in store.ListAsync(Containers.Training, Rows, cancellationToken))
        {
            if (!needed.Contains(blob.Name)) await store.DeleteAsync(Containers.Training, blob.Name, cancellationToken);
        }
    }
}
