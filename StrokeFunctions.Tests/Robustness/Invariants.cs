using System.Text;
using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Robustness;

/// <summary>What must hold of storage whatever became of the app: held against what its callers were answered.</summary>
internal static class Invariants
{
    /// <summary>Checks all of them.</summary>
    /// <exception cref="InvariantException">One doesn't hold.</exception>
    public static async Task CheckAsync(Clinic clinic)
    {
        var events = await clinic.Registry.EventsAsync(default);
        await CheckModelsAsync(clinic, events);
        await CheckDatasetsAsync(clinic, events);
        await CheckTableAsync(clinic);
        await CheckLogsAsync(clinic);
        await CheckScoresAsync(clinic);
        await CheckReportsAsync(clinic);
        await CheckErasedAsync(clinic, events);
    }

    /// <summary>Whether a patient is in the scoring log.</summary>
    public static async Task<bool> IsLoggedAsync(Clinic clinic, string id) => (await LoggedAsync(clinic)).Contains(id);

    /// <summary>
    /// A version with a manifest is whole; the aliases name whole ones; the events of the aliases are gapless and come once.
    /// </summary>
    private static async Task CheckModelsAsync(Clinic clinic, IReadOnlyList<ModelEvent> events)
    {
        foreach (var version in await clinic.Registry.ListAsync(default))
        {
            var manifest = await clinic.Registry.GetManifestAsync(version, default);
            foreach (var file in manifest.Files.Keys) await clinic.Registry.ReadFileAsync(manifest, file, default);
        }

        var aliases = (await clinic.Registry.GetAliasesAsync(default)).Aliases;
        Require(aliases.Champion is not null, "there is a champion");
        foreach (var version in aliases.Tags.Values.Append(aliases.Champion!)) await clinic.Registry.GetManifestAsync(version, default);
        var sequence = events.Where(e => e.Sequence > 0).Select(e => e.Sequence).ToList();
        Require(sequence.SequenceEqual(sequence.Select((_, i) => i + 1L)), $"events without gap or double: {string.Join(' ', sequence)}");
        Require(aliases.LastChange!.Sequence == sequence.Count, "the last change of the aliases is the last event");
        Require(events.LastOrDefault(e => e.Kind == ModelEventKind.Promoted)?.Version == aliases.Champion, "the last promotion serves");
        var basis = (await clinic.Registry.GetManifestAsync(aliases.Champion!, default)).Lineage.Datasets;
        Require(basis.All(source => clinic.Accepted[source.Name].MayBeIn), $"the champion {aliases.Champion} rests on nothing withdrawn");
    }

    /// <summary>
    /// Every dataset that was answered 202 lies there, and exactly one event tells what came of it, and one of each withdrawal and
    /// confirmation.
    /// </summary>
    private static async Task CheckDatasetsAsync(Clinic clinic, IReadOnlyList<ModelEvent> events)
    {
        foreach (var (name, dealings) in clinic.Accepted)
        {
            Require(await clinic.Store.FindAsync(Containers.Datasets, name, default) is not null, $"{name} lies in its container");
            var told = events.Where(e => e.Dataset?.Name == name).ToList();
            var kinds = string.Join(' ', told.Select(e => e.Kind));
            Require(told.Count(e => e.Kind == ModelEventKind.Withdrawn) == dealings.Withdrawn,
                $"{dealings.Withdrawn} withdrawals of {name} are told: {kinds}");
            Require(told.Count(e => e.Kind == ModelEventKind.Confirmed) == dealings.Confirmed,
                $"{dealings.Confirmed} confirmations of {name} are told: {kinds}");
            var came = told.Count(e => e.Kind is not (ModelEventKind.Withdrawn or ModelEventKind.Confirmed or ModelEventKind.Failed));
            Require(came == 1 + dealings.Confirmed, $"once is told what came of {name}, and once after each confirmation: {kinds}");
        }
    }

    /// <summary>The table is the union of its datasets, made anew from their files, to the byte.</summary>
    private static async Task CheckTableAsync(Clinic clinic)
    {
        var table = await clinic.Table.ReadAsync(default);
        if (table.ETag is null) return;
        var merge = new TableMerge([], [], 0, 0, 0, 0, 0);
        foreach (var source in table.Index.Datasets)
        {
            Require(!clinic.Accepted.TryGetValue(source.Name, out var dealings) || dealings.MayBeIn, $"{source.Name} was not withdrawn");
            var blob = await clinic.Store.ReadAsync(Containers.Datasets, source.Name, default);
            await using var stream = new MemoryStream(blob!.Content.ToArray());
            var accepted = (AcceptedDataset)await DatasetReader.ReadAsync(stream, default);
            var state = table with { Index = TableIndex.Empty with { Datasets = merge.Datasets }, Rows = merge.Rows };
            merge = TableMerge.Of(state, source, accepted.LatestRows());
        }

        Require(TableFile.Write(merge.Rows).Sha256 == table.Index.Sha256, "the table is the union of its datasets");
    }

    /// <summary>Nothing stands twice in the scoring log, every line is whole, and outcomes that were answered stand there.</summary>
    private static async Task CheckLogsAsync(Clinic clinic)
    {
        var logged = await LoggedAsync(clinic);
        Require(logged.Distinct().Count() == logged.Count, "no patient stands twice in the scoring log");
        var told = new List<string>();
        await foreach (var outcome in new OutcomeLog(clinic.Store, TimeProvider.System).ReadAsync(default)) told.Add(outcome.Id!);
        foreach (var (id, sent) in clinic.Told)
        {
            var times = told.Count(other => other == id);
            Require(times >= 1 && times <= sent, $"{id} was sent {sent} times and stands {times} times in the outcomes");
        }
    }

    private static async Task<List<string>> LoggedAsync(Clinic clinic)
    {
        var ids = new List<string>();
        await foreach (var blob in clinic.Store.ListAsync(Containers.ScoringLog, "2", default))
        {
            var text = Encoding.UTF8.GetString((await clinic.Store.ReadAsync(Containers.ScoringLog, blob.Name, default))!.Content.Span);
            Require(text.Length == 0 || text.EndsWith('\n'), $"{blob.Name} ends with a whole line");
            foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var scored = ScoredPatientLine.Read(Encoding.UTF8.GetBytes(line));
                Require(scored is not null, $"{blob.Name} holds whole lines");
                if (scored!.Value.Name.Id is { } id) ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>A scored file with a summary is whole.</summary>
    private static async Task CheckScoresAsync(Clinic clinic)
    {
        foreach (var (name, rows) in clinic.Batches)
        {
            if (await clinic.Store.ReadAsync(Containers.Scores, $"{name}.json", default) is not { } summary) continue;
            Require(JsonElement.Parse(summary.Content.Span).GetProperty("scored_rows").GetInt32() == rows, $"{name} is scored to its end");
            var csv = await clinic.Store.ReadAsync(Containers.Scores, $"{name}.csv", default);
            Require(csv is not null, $"{name} has its scores");
            Require(csv!.Content.Span.Count((byte)'\n') == rows + 1, $"the scores of {name} are whole");
            Require(await clinic.Store.FindAsync(Containers.Scores, $"rejected/{name}.csv", default) is not null,
                $"{name} has its rejected rows");
        }
    }

    /// <summary>A report with JSON has its page, and what was answered is there.</summary>
    private static async Task CheckReportsAsync(Clinic clinic)
    {
        var archive = new ReportArchive(clinic.Store);
        var names = (await archive.ListAsync(default)).Select(report => report.Name).ToList();
        foreach (var name in names)
        {
            JsonElement.Parse((await archive.ReadJsonAsync(name, default))!.Content.Span);
            Require((await archive.ReadHtmlAsync(name, default)) is { Content.Length: > 0 }, $"the report {name} has its page");
        }

        foreach (var name in clinic.Reports) Require(names.Contains(name), $"the report {name}, which was answered, is there");
    }

    /// <summary>Who was erased is in no table, log or outcome; it is told for each time that it was done, and not by name.</summary>
    private static async Task CheckErasedAsync(Clinic clinic, IReadOnlyList<ModelEvent> events)
    {
        var told = events.Count(e => e.Kind == ModelEventKind.Erased);
        var sent = clinic.Erased.Values.Sum();
        Require(told >= clinic.Erased.Count && told <= sent,
            $"{told} erasures are told of {clinic.Erased.Count} that were sent {sent} times");
        var held = (await clinic.Table.ReadAsync(default)).Rows.Select(row => row.Row.Id).ToHashSet();
        held.UnionWith(await LoggedAsync(clinic));
        await foreach (var outcome in new OutcomeLog(clinic.Store, TimeProvider.System).ReadAsync(default)) held.Add(outcome.Id!);
        foreach (var id in clinic.Erased.Keys) Require(!held.Contains(id), $"{id} is erased");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new InvariantException($"It does not hold that {what}.");
    }
}

/// <summary>What must hold doesn't.</summary>
internal sealed class InvariantException(string message, Exception? inner = null) : Exception(message, inner);
