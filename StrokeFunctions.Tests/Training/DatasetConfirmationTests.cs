using System.Net;
using System.Net.Http.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class DatasetConfirmationTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly AuditInfo Grounds = new("a test", "the outcomes are right");

    [Fact]
    public async Task RunAsync_LetsIn_WhatWasSetAside()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        await FirstAsync(app);
        await app.UploadAsync("cases.csv", DatasetCsv.Of(Cases()));
        var waiting = Assert.IsType<SetAside>(await app.Retraining.RunAsync("cases.csv", Ct));
        Assert.Contains("have had a stroke, where", waiting.Reason, StringComparison.Ordinal);
        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);
        Assert.Equal("cases.csv", Assert.Single(new ModelHistory(await app.Registry.EventsAsync(Ct)).Waiting()).Dataset!.Name);

        var done = Assert.IsType<ConfirmationResult.Done>(await app.Confirmation.RunAsync("cases.csv", Grounds, Ct));

        Assert.Contains("taken in", done.Dataset.Outcome, StringComparison.Ordinal);
        Assert.Equal(900, (await app.Table.ReadAsync(Ct)).Rows.Count);
        var events = await app.Registry.EventsAsync(Ct);
        Assert.Equal([ModelEventKind.SetAside, ModelEventKind.Confirmed, ModelEventKind.NotNeeded], events.TakeLast(3).Select(e => e.Kind));
        Assert.Equal((Grounds.By, Grounds.Reason), (events[^2].By, events[^2].Reason));
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("cases.csv", Ct));
        Assert.IsType<ConfirmationResult.NotSetAside>(await app.Confirmation.RunAsync("cases.csv", Grounds, Ct));
    }

    [Fact]
    public async Task RunAsync_LetsIn_WhatWasWithdrawn()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        await FirstAsync(app);
        Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("first.csv", Grounds, Ct));
        Assert.Empty((await app.Table.ReadAsync(Ct)).Rows);

        Assert.IsType<ConfirmationResult.Done>(await app.Confirmation.RunAsync("first.csv", Grounds, Ct));

        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task Withdrawal_EndsTheWaiting_OfWhatWasSetAside()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        await FirstAsync(app);
        await app.UploadAsync("cases.csv", DatasetCsv.Of(Cases()));
        Assert.IsType<SetAside>(await app.Retraining.RunAsync("cases.csv", Ct));

        var done = Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("cases.csv", Grounds, Ct));

        Assert.Equal(new WithdrawnDataset("cases.csv", 700, 700, false), done.Dataset);
        Assert.Empty(new ModelHistory(await app.Registry.EventsAsync(Ct)).Waiting());
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("cases.csv", Ct));
    }

    [Fact]
    public async Task LostDatasets_TakeUp_WhatWasConfirmedAndNeverWorkedOn()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        await FirstAsync(app);
        await app.UploadAsync("cases.csv", DatasetCsv.Of(Cases()));
        await app.Retraining.RunAsync("cases.csv", Ct);
        var source = (await app.Registry.EventsAsync(Ct))[^1].Dataset!;
        var blob = new BlobEntry(source.Name, 1, source.ETag, source.LastModified);
        Assert.Empty(LostDatasets.Among([blob], await app.Registry.EventsAsync(Ct), source.LastModified.AddHours(2)));

        // The process ends here, before the work begins.
        await app.Registry.RecordAsync(ModelEventKind.Confirmed, null, Grounds with { Dataset = source }, Ct);

        Assert.Equal(blob, Assert.Single(LostDatasets.Among([blob], await app.Registry.EventsAsync(Ct), source.LastModified.AddHours(2))));
    }

    [Fact]
    public async Task Confirm_IsNotFoundOrAConflict_WhenNothingWaits()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var unknown = await app.Client.PostAsJsonAsync("api/datasets/absent.csv/confirm", new { reason = "looked at" }, Ct);
        using var silent = await app.Client.PostAsJsonAsync("api/datasets/absent.csv/confirm", new { }, Ct);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, silent.StatusCode));
    }

    private static async Task FirstAsync(TrainingApp app)
    {
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));
    }

    /// <summary>Patients all of whom have had a stroke, of another numbering.</summary>
    private static DatasetRow[] Cases() => [.. SyntheticRows.Draw(2, 200).Select(row => row with { Id = $"case-{row.Id}", Stroke = true })];
}
