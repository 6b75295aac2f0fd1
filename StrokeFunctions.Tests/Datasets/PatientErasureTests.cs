using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Datasets;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

public sealed class PatientErasureTests(Azurite azurite)
{
    private const string Somebody = "4711-ä";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Delete_TakesThePatientOutOfTableLogAndOutcomes_AndNobodyElse()
    {
        await using var app = await AppAsync();
        var (store, table) = (app.Services.GetRequiredService<BlobStore>(), app.Services.GetRequiredService<TrainingTable>());
        await TakeInAsync(table, "first.csv", [Row(Somebody), Row("other")]);
        var log = app.Services.GetRequiredService<ScoringLog>();
        await log.AppendAsync([Scored(Somebody), Scored("other"), Scored(null), Scored(Somebody)], Ct);
        var outcomes = app.Services.GetRequiredService<OutcomeLog>();
        await outcomes.AppendAsync([new Outcome(Somebody, 1, At(1)), new Outcome("other", 0, At(1))], Ct);

        using var answer = await app.Client.DeleteAsync($"/api/patients/{Uri.EscapeDataString(Somebody)}", Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal(
            (1, 1, 2, 1),
            (Number(told, "training_rows"), Number(told, "older_tables"), Number(told, "scored"), Number(told, "outcomes"))
        );
        Assert.Contains(told.GetProperty("left").EnumerateArray(), left => left.GetProperty("where").GetString() == "datasets/");
        Assert.Equal(["other"], (await table.ReadAsync(Ct)).Rows.Select(row => row.Row.Id));
        Assert.Equal(
            ["other", null],
            (await ReadAsync(log)).Select(scored => scored.Name.Id).OrderByDescending(id => id, StringComparer.Ordinal)
        );
        Assert.Equal(["other"], (await outcomes.ReadAsync(Ct).ToListAsync(Ct)).Select(outcome => outcome.Id));
        Assert.False(await IsAnywhereAsync(store, Somebody));
    }

    [Fact]
    public async Task Delete_ChangesNothingMore_WhenItIsDoneAgain()
    {
        await using var app = await AppAsync();
        var (store, table) = (app.Services.GetRequiredService<BlobStore>(), app.Services.GetRequiredService<TrainingTable>());
        await TakeInAsync(table, "first.csv", [Row(Somebody), Row("other")]);
        var log = app.Services.GetRequiredService<ScoringLog>();
        await log.AppendAsync([Scored(Somebody), Scored("other")], Ct);
        var erasure = app.Services.GetRequiredService<PatientErasure>();
        await erasure.RunAsync(Somebody, Ct);
        var (before, lines) = (await table.ReadAsync(Ct), await ReadAsync(log));

        var again = Assert.IsType<ErasureResult.Done>(await erasure.RunAsync(Somebody, Ct));

        Assert.Equal((0, 0, 0L, 0L), (again.Erased.TrainingRows, again.Erased.OlderTables, again.Erased.Scored, again.Erased.Outcomes));
        Assert.Equal(before.Index.Sha256, (await table.ReadAsync(Ct)).Index.Sha256);
        Assert.Equal(lines, await ReadAsync(log));
    }

    [Fact]
    public async Task Event_TellsOfTheErasure_ButNotOfWhom()
    {
        await using var app = await AppAsync();
        await app.Services.GetRequiredService<PatientErasure>().RunAsync(Somebody, Ct);

        var told = (await app.Services.GetRequiredService<ModelRegistry>().EventsAsync(Ct))[^1];

        Assert.Equal(ModelEventKind.Erased, told.Kind);
        Assert.DoesNotContain("4711", JsonSerializer.Serialize(told, EventJson.Default.ModelEvent), StringComparison.Ordinal);
    }

    /// <summary>A withdrawal, and the same dataset sent again, read what was written before the erasure.</summary>
    [Fact]
    public async Task ErasedPatient_ComesBackWithANewerDatasetOnly()
    {
        await using var app = await AppAsync();
        var (store, table) = (app.Services.GetRequiredService<BlobStore>(), app.Services.GetRequiredService<TrainingTable>());
        await TakeInAsync(table, "first.csv", [Row(Somebody), Row("other")]);
        await app.Services.GetRequiredService<PatientErasure>().RunAsync(Somebody, Ct);
        var (source, state) = ((await table.ReadAsync(Ct)).Index.Datasets[0], await table.ReadAsync(Ct));

        var older = TableMerge.Of(state, source with { Name = "copy.csv", Sha256 = "01" }, [Row(Somebody), Row("third")]);
        var newer = TableMerge.Of(
            state,
            source with
            {
                Name = "new.csv",
                Sha256 = "02",
                LastModified = DateTimeOffset.MaxValue,
            },
            [Row(Somebody), Row("third")]
        );

        Assert.Equal(["other", "third"], older.Rows.Select(row => row.Row.Id));
        Assert.Equal([Somebody, "other", "third"], newer.Rows.Select(row => row.Row.Id));
    }

    [Fact]
    public async Task Delete_IsRefused_WhileATrainingRuns()
    {
        await using var app = await AppAsync();
        await using var training = await app.Services.GetRequiredService<TrainingLock>().AcquireAsync(Ct);

        using var answer = await app.Client.DeleteAsync("/api/patients/4711", Ct);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    private Task<TestApp> AppAsync() =>
        Champion.StartAppAsync(azurite, Models.Random(1), new Dictionary<string, string?> { ["Scoring:LogRetentionDays"] = "0" });

    private static async Task TakeInAsync(TrainingTable table, string name, DatasetRow[] rows)
    {
        var before = await table.ReadAsync(Ct);
        var source = new DatasetSource(name, "1", "00", TimeProvider.System.GetUtcNow().AddMinutes(-1));
        Assert.True(await table.CommitAsync(await table.SaveAsync(TableMerge.Of(before, source, rows), Ct), before, Ct));
    }

    private static DatasetRow Row(string id) => new(2, id, SomePatients.Random(1, 1)[0], false);

    private static ScoredPatient Scored(string? id) =>
        new(
            new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero),
            "v",
            id is null ? default : ScoredName.OfPatient(id),
            SomePatients.Random(1, 1)[0],
            0.5,
            true
        );

    private static DateOnly At(int day) => new(2026, 1, day);

    private static async Task<IReadOnlyList<ScoredPatient>> ReadAsync(ScoringLog log) =>
        await log.ReadAsync(
                new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
                Ct
            )
            .ToListAsync(Ct);

    private static int Number(JsonElement answer, string name) => answer.GetProperty(name).GetInt32();

    /// <summary>Whether any blob of the log or of the registry's events holds the id, as it is or as JSON writes it.</summary>
    private static async Task<bool> IsAnywhereAsync(BlobStore store, string id)
    {
        foreach (var container in (string[])[Containers.ScoringLog, Containers.Models, Containers.Training])
        {
            await foreach (var blob in store.ListAsync(container, "", Ct))
            {
                var text = Encoding.UTF8.GetString((await store.ReadAsync(container, blob.Name, Ct))!.Content.Span);
                if (
                    text.Contains(id, StringComparison.Ordinal) || text.Contains(JsonEncodedText.Encode(id).Value, StringComparison.Ordinal)
                )
                    return true;
            }
        }

        return false;
    }
}
