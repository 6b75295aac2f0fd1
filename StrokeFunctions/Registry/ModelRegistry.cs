using System.Security.Cryptography;
using System.Text.Json;
using StrokeFunctions.Model;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Registry;

/// <summary>
/// The model versions and which of them serves. A version is published whole: files, then manifest; without a manifest
/// it does not exist. The alias comes last, so whoever sees an alias sees a complete model.
/// </summary>
internal sealed class ModelRegistry
{
    /// <summary>The file that scores.</summary>
    public const string ModelFile = "model.json";

    /// <summary>The model card.</summary>
    public const string CardFile = "card.html";

    /// <summary>The report of the training.</summary>
    public const string TrainingReportFile = "training.html";

    /// <summary>The profile of its training rows, which drift is measured against.</summary>
    public const string ReferenceFile = "reference.json";

    /// <summary>The fingerprints of the patients it was trained on.</summary>
    public const string PatientsFile = "patients.bin";

    /// <summary>What is known of the version; it exists once this does.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>What the training table is, in the container "training"; its changes carry their events.</summary>
    public const string TableIndexName = "table.json";

    private readonly BlobStore _store;
    private readonly TimeProvider _time;
    private readonly EventLog _log;
    private readonly AliasFile _aliases;

    /// <summary>A registry over a store.</summary>
    public ModelRegistry(BlobStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _log = new EventLog(store);
        _aliases = new AliasFile(store, _log);
    }

    /// <summary>
    /// Publishes a version. Doing it again, also after a process was killed half way, gives the same result:
    /// the first complete publication stays.
    /// </summary>
    /// <param name="manifest">All but <see cref="Manifest.Files"/> and <see cref="Manifest.CreatedAt"/>, which are filled in here.</param>
    /// <param name="files">Content by file name; <see cref="ModelFile"/> is among them.</param>
    /// <param name="cancellationToken">Cancels between the writes.</param>
    /// <returns>The manifest as it stands in the _store.</returns>
    public async Task<Manifest> PublishAsync(
        Manifest manifest, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, CancellationToken cancellationToken)
    {
        if (await FindManifestAsync(manifest.Version, cancellationToken) is { } published) return published;

        foreach (var (file, content) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            await WriteFileAsync(manifest.Version, file, content, cancellationToken);
        }

        manifest = manifest with
        {
            CreatedAt = _time.GetUtcNow(),
            Files = files.OrderBy(f => f.Key, StringComparer.Ordinal).ToDictionary(f => f.Key, f => Sha256(f.Value.Span)),
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, RegistryJson.Default.Manifest);
        var created = await _store.CreateAsync(
            Containers.Models,
            PathOf(manifest.Version, ManifestFile),
            json,
            "application/json",
            cancellationToken
        );
        return created is null ? await GetManifestAsync(manifest.Version, cancellationToken) : manifest;
    }

    /// <summary>The manifest of a version; null if no such version is complete.</summary>
    public async Task<Manifest?> FindManifestAsync(string version, CancellationToken cancellationToken)
    {
        if (!ModelVersion.IsWellFormed(version)) return null;
        var path = PathOf(version, ManifestFile);
        if (await _store.ReadAsync(Containers.Models, path, cancellationToken) is not { } blob) return null;
        return Manifest.Parse(blob, path, version);
    }

    /// <summary>The manifest of a version.</summary>
    /// <exception cref="ModelNotFoundException">No such version is complete.</exception>
    public async Task<Manifest> GetManifestAsync(string version, CancellationToken cancellationToken) =>
        await FindManifestAsync(version, cancellationToken) ?? throw new ModelNotFoundException(version);

    /// <summary>A file of a version, its SHA-256 checked against the manifest.</summary>
    /// <exception cref="CorruptBlobException">The file is absent, or not the one that was published.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadFileAsync(Manifest manifest, string file, CancellationToken cancellationToken) =>
        Checked(manifest.Version, manifest.Files, file,
            manifest.Files.ContainsKey(file)
                ? (await _store.ReadAsync(Containers.Models, PathOf(manifest.Version, file), cancellationToken))?.Content
                : null);

    /// <summary>
    /// A file of a version, its SHA-256 checked against the manifest, of which nothing else is read. Both are asked for at once, each on a
    /// thread: an instance that starts waits for storage once less.
    /// </summary>
    /// <exception cref="ModelNotFoundException">No such version is complete.</exception>
    /// <exception cref="CorruptBlobException">The file is absent, or not the one that was published.</exception>
    public ReadOnlyMemory<byte> ReadFile(string version, string file, CancellationToken cancellationToken)
    {
        if (!ModelVersion.IsWellFormed(version)) throw new ModelNotFoundException(version);
        var content = Task.Run(() => _store.Read(Containers.Models, PathOf(version, file), cancellationToken), cancellationToken);
        try
        {
            var path = PathOf(version, ManifestFile);
            var manifest = _store.Read(Containers.Models, path, cancellationToken) ?? throw new ModelNotFoundException(version);
            return Checked(version, Manifest.ParseFiles(manifest, path, version), file, content.GetAwaiter().GetResult()?.Content);
        }
        finally
        {
            // Whatever became of the manifest, nothing of the other is left running, or failing, behind.
            ((Task)content).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }

    private static ReadOnlyMemory<byte> Checked(
        string version, IReadOnlyDictionary<string, string> files, string file, ReadOnlyMemory<byte>? content)
    {
        var path = PathOf(version, file);
        if (!files.TryGetValue(file, out var expected))
            throw new CorruptBlobException(Containers.Models, path, "the manifest does not name it");
        if (content is not { } bytes) throw new CorruptBlobException(Containers.Models, path, "it is gone");
        var found = Sha256(bytes.Span);
        return found == expected
            ? bytes
            : throw new CorruptBlobException(Containers.Models, path, $"its SHA-256 is {found}, and the manifest says {expected}");
    }

    /// <summary>The complete versions, oldest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var versions = new List<string>();
        await foreach (var blob in _store.ListAsync(Containers.Models, "", cancellationToken))
        {
            if (blob.Name.Split('/') is [var version, ManifestFile] && ModelVersion.IsWellFormed(version)) versions.Add(version);
        }

        return versions;
    }

    /// <summary>The complete versions with what matters most of each, and which of them serves.</summary>
    public async Task<ModelList> DescribeAsync(CancellationToken cancellationToken)
    {
        var aliases = (await GetAliasesAsync(cancellationToken)).Aliases;
        var models = new List<ModelSummary>();
        foreach (var version in await ListAsync(cancellationToken))
        {
            if (await FindManifestAsync(version, cancellationToken) is { } manifest) models.Insert(0, ModelSummary.Of(manifest));
        }

        return new ModelList(aliases.Champion, aliases.Previous, aliases.Pinned, aliases.Tags, models);
    }

    /// <summary>
    /// The manifest of what a name stands for: "champion", "previous", a tag, or the version itself; null if none is complete.
    /// </summary>
    public async Task<Manifest?> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var aliases = (await GetAliasesAsync(cancellationToken)).Aliases;
        var version = name switch
        {
            "champion" => aliases.Champion,
            "previous" => aliases.Previous,
            _ => aliases.Tags.GetValueOrDefault(name, name),
        };
        return version is null ? null : await FindManifestAsync(version, cancellationToken);
    }

    /// <summary>Which model serves.</summary>
    public Task<AliasState> GetAliasesAsync(CancellationToken cancellationToken) => _aliases.ReadAsync(cancellationToken);

    /// <summary>Which model serves, or null if the aliases still have the ETag given: cheap enough to ask every second.</summary>
    public ChampionAlias? GetChampionIfChanged(string? etag, CancellationToken cancellationToken) =>
        _aliases.ReadChampionIfChanged(etag, cancellationToken);

    /// <summary>Makes a version the champion, forward or back.</summary>
    /// <param name="version">The version.</param>
    /// <param name="grounds">Who asks, why, and on what evidence.</param>
    /// <param name="basis">The aliases that the decision rests on; null if it holds whatever they are.</param>
    /// <param name="cancellationToken">Cancels between the writes.</param>
    public async Task<AliasResult> PromoteAsync(string version, AuditInfo grounds, AliasState? basis, CancellationToken cancellationToken)
    {
        if (await FindManifestAsync(version, cancellationToken) is not { } manifest) return new AliasResult.UnknownVersion(version);
        try
        {
            await LoadedModel.LoadAsync(this, manifest, cancellationToken);
        }
        catch (Exception e) when (e is CorruptBlobException or InvalidModelException)
        {
            return new AliasResult.Unusable(e.Message);
        }

        return await _aliases.ChangeAsync(
            aliases => aliases.Champion == version ? aliases : aliases with { Champion = version, Previous = aliases.Champion },
            Describe(ModelEventKind.Promoted, version, grounds), basis, cancellationToken);
    }

    /// <summary>Gives a version a name, which another version loses if it had it.</summary>
    public async Task<AliasResult> TagAsync(string tag, string version, AuditInfo grounds, CancellationToken cancellationToken)
    {
        if (!ModelTag.IsWellFormed(tag)) throw new ArgumentException($"A tag is {ModelTag.Allowed}.", nameof(tag));
        if (await FindManifestAsync(version, cancellationToken) is null) return new AliasResult.UnknownVersion(version);
        return await _aliases.ChangeAsync(
            aliases =>
                aliases.Tags.GetValueOrDefault(tag) == version
                    ? aliases
                    : aliases with
                    {
                        Tags = new SortedDictionary<string, string>(aliases.Tags.ToDictionary(), StringComparer.Ordinal)
                        {
                            [tag] = version,
                        },
                    },
            Describe(ModelEventKind.Tagged, version, grounds),
            null,
            cancellationToken
        );
    }

    /// <summary>Takes a name away from a version that has it.</summary>
    public Task<AliasResult> UntagAsync(string tag, string version, AuditInfo grounds, CancellationToken cancellationToken) =>
        _aliases.ChangeAsync(
            aliases =>
                aliases.Tags.GetValueOrDefault(tag) == version
                    ? aliases with
                    {
                        Tags = new SortedDictionary<string, string>(
                            aliases.Tags.Where(other => other.Key != tag).ToDictionary(),
                            StringComparer.Ordinal
                        ),
                    }
                    : aliases,
            Describe(ModelEventKind.Untagged, version, grounds),
            null,
            cancellationToken
        );

    /// <summary>Turns automatic promotion off.</summary>
    public Task<AliasResult> PinAsync(AuditInfo grounds, CancellationToken cancellationToken) =>
        _aliases.ChangeAsync(
            aliases => aliases.Pinned ? aliases : aliases with { Pinned = true },
            Describe(ModelEventKind.Pinned, null, grounds),
            null,
            cancellationToken
        );

    /// <summary>Turns automatic promotion on again.</summary>
    public Task<AliasResult> UnpinAsync(AuditInfo grounds, CancellationToken cancellationToken) =>
        _aliases.ChangeAsync(
            aliases => aliases.Pinned ? aliases with { Pinned = false } : aliases,
            Describe(ModelEventKind.Unpinned, null, grounds),
            null,
            cancellationToken
        );

    /// <summary>Records what came of a dataset that changed no alias.</summary>
    public Task RecordAsync(ModelEventKind kind, string? version, AuditInfo grounds, CancellationToken cancellationToken) =>
        _log.AppendAsync(NewEvent(kind, version, grounds), cancellationToken);

    /// <summary>The event of a change that changes no alias, to be carried by the first write of that change.</summary>
    public ModelEvent NewEvent(ModelEventKind kind, string? version, AuditInfo grounds) => Describe(kind, version, grounds)(0);

    /// <summary>
    /// All events, oldest first, with the last change of the aliases and of the training table among them whatever happened to its writer.
    /// </summary>
    public async Task<IReadOnlyList<ModelEvent>> EventsAsync(CancellationToken cancellationToken)
    {
        await _aliases.SettleAsync(cancellationToken);
        await _log.SettleAsync(Containers.Training, TableIndexName, cancellationToken);
        return await _log.ReadAsync(cancellationToken);
    }

    private static string PathOf(string version, string file) => $"{version}/{file}";

    private static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Func<long, ModelEvent> Describe(ModelEventKind kind, string? version, AuditInfo grounds) =>
        sequence => new ModelEvent(
            sequence,
            _time.GetUtcNow(),
            kind,
            version,
            grounds.By,
            grounds.Reason,
            grounds.Dataset,
            grounds.Evidence
        );

    /// <summary>A file without a manifest is what a killed process left: replaced if it differs, and left if it does not.</summary>
    private async Task WriteFileAsync(string version, string file, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var path = PathOf(version, file);
        var type = Path.GetExtension(file) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".json" => "application/json",
            _ => "application/octet-stream",
        };
        while (await _store.CreateAsync(Containers.Models, path, content, type, cancellationToken) is null)
        {
            if (await _store.ReadAsync(Containers.Models, path, cancellationToken) is not { } left) continue;
            if (left.Content.Span.SequenceEqual(content.Span)) return;
            if (await _store.ReplaceAsync(Containers.Models, path, content, type, left.ETag, cancellationToken) is not null) return;
        }
    }
}

/// <summary>No model of that version has been published.</summary>
internal sealed class ModelNotFoundException(string version) : Exception($"There is no model version '{version}'.");
