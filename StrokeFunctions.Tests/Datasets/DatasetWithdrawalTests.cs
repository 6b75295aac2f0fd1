using System.Net;
using System.Net.Http.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Datasets;

public sealed class DatasetWithdrawalTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly AuditInfo AuditInfo = new("a test", "the outcomes were of another month");

    [Fact]
    public async Task RunAsync_LeavesTheTableAsIfTheDatasetHadNeverCome()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        var rows = SyntheticRows.Draw(1, 60);
        await TakeInAsync(app, "first.csv", rows[..40]);
        var alone = (await app.Table.ReadAsync(Ct)).Index;
        await TakeInAsync(app, "second.csv", [.. rows[35..45].Select(row => row with { Stroke = !row.Stroke })]);

        var done = Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("second.csv", AuditInfo, Ct));

        Assert.Equal(new WithdrawnDataset("second.csv", 45, 40, false), done.Dataset);
        var after = (await app.Table.ReadAsync(Ct)).Index;
        Assert.Equal((alone.Sha256, "first.csv"), (after.Sha256, Assert.Single(after.Datasets).Name));
        var told = (await app.Registry.EventsAsync(Ct))[^1];
        Assert.Equal((ModelEventKind.Withdrawn, "second.csv", AuditInfo.Reason), (told.Kind, told.Dataset!.Name, told.Reason));
    }

    [Fact]
    public async Task RunAsync_LetsTheSameBytesComeAgain_OnlyAsANewUpload()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        var rows = SyntheticRows.Draw(1, 40);
        await TakeInAsync(app, "first.csv", rows);
        Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("first.csv", AuditInfo, Ct));
        Assert.Empty((await app.Table.ReadAsync(Ct)).Rows);

        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("first.csv", Ct));
        await TakeInAsync(app, "again.csv", rows);

        Assert.Equal(40, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task RunAsync_IsToldOfAndCanBeAskedAgain_WhenItWasCutOffAfterItsFirstWrite()
    {
        var account = azurite.NewAccount();
        await using var proxy = await StorageProxy.StartAsync(account);
        var cut = await TrainingApp.OpenAsync(proxy.ConnectionString, options => options.Retrain = RetrainMode.Never);
        var rows = SyntheticRows.Draw(1, 40);
        await TakeInAsync(cut, "first.csv", rows);
        var isOut = false;
        proxy.Begin(call =>
        {
            if (isOut) return StorageAct.CutBefore;
            isOut = call is { Method: "PUT", Path: "training/table.json" };
            return StorageAct.Pass;
        });
        await Assert.ThrowsAnyAsync<Exception>(() => cut.Withdrawal.RunAsync("first.csv", AuditInfo, Ct));
        await new BlobClient(account, Containers.Training, TrainingLock.Name).GetBlobLeaseClient().BreakAsync(TimeSpan.Zero,
            cancellationToken: Ct);

        var next = await TrainingApp.OpenAsync(account, options => options.Retrain = RetrainMode.Never);
        var again = await next.Withdrawal.RunAsync("first.csv", AuditInfo, Ct);

        Assert.IsType<WithdrawalResult.Done>(again);
        Assert.Single(await next.Registry.EventsAsync(Ct), e => e.Kind == ModelEventKind.Withdrawn && e.Dataset?.Name == "first.csv");
        await TakeInAsync(next, "again.csv", rows);
        Assert.Equal(40, (await next.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Champion_GoesBack_WhenTheWithdrawalWasCutOffBefore(bool isAskedAgain)
    {
        const string before = "20260101T000000Z-00000001", resting = "20260102T000000Z-00000002";
        var account = azurite.NewAccount();
        await using var proxy = await StorageProxy.StartAsync(account);
        var cut = await TrainingApp.OpenAsync(proxy.ConnectionString, options => options.Retrain = RetrainMode.Never);
        await TakeInAsync(cut, "first.csv", SyntheticRows.Draw(1, 40));
        var source = Assert.Single((await cut.Table.ReadIndexAsync(Ct)).Datasets);
        await PublishAsync(cut, Manifests.Of(before));
        var manifest = Manifests.Of(resting);
        await PublishAsync(cut, manifest with { Lineage = manifest.Lineage with { Datasets = [source], Parent = before } });
        using var killed = new CancellationTokenSource();
        proxy.Begin(async call =>
        {
            if (call.Path != "models/aliases.json" || call.Write == 0) return StorageAct.Pass;
            await killed.CancelAsync();
            return StorageAct.CutBefore;
        });
        await Assert.ThrowsAnyAsync<Exception>(() => cut.Withdrawal.RunAsync("first.csv", AuditInfo, killed.Token));
        var next = await TrainingApp.OpenAsync(account, options => options.Retrain = RetrainMode.Never);
        Assert.Equal(resting, (await next.Registry.GetAliasesAsync(Ct)).Aliases.Champion);

        if (isAskedAgain)
            Assert.IsType<WithdrawalResult.Done>(await next.Withdrawal.RunAsync("first.csv", AuditInfo, Ct));
        else
            await next.Withdrawal.SettleAsync(Ct);

        Assert.Equal(before, (await next.Registry.GetAliasesAsync(Ct)).Aliases.Champion);
        var told = (await next.Registry.EventsAsync(Ct))[^1];
        Assert.Equal((ModelEventKind.Promoted, AuditInfo.By), (told.Kind, told.By));

        // What a person decides after that holds.
        await next.Registry.PromoteAsync(resting, AuditInfo, null, Ct);
        await next.Withdrawal.SettleAsync(Ct);
        Assert.Equal(resting, (await next.Registry.GetAliasesAsync(Ct)).Aliases.Champion);
    }

    [Fact]
    public async Task RunAsync_IsDone_WhenTheAnswerToItsFirstWriteIsLost()
    {
        var account = azurite.NewAccount();
        await using var proxy = await StorageProxy.StartAsync(account);
        var app = await TrainingApp.OpenAsync(proxy.ConnectionString, options => options.Retrain = RetrainMode.Never);
        await TakeInAsync(app, "first.csv", SyntheticRows.Draw(1, 40));
        var lost = 0;
        proxy.Begin(call => call is { Method: "PUT", Path: "training/table.json" } && lost++ == 0 ? StorageAct.CutAfter : StorageAct.Pass);

        Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("first.csv", AuditInfo, Ct));

        Assert.Equal(2, lost);
        Assert.Single(await app.Registry.EventsAsync(Ct), e => e.Kind == ModelEventKind.Withdrawn);
    }

    [Fact]
    public async Task RunAsync_SaysThatTheChampionWasTrainedOnIt()
    {
        var app = await TrainingApp.NewAsync(azurite);
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        var done = Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("first.csv", AuditInfo, Ct));

        Assert.True(done.Dataset.ChampionWasTrainedOnIt);
    }

    [Fact]
    public async Task RunAsync_ChangesNothing_WhenItCannotBeDone()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Never);
        var rows = SyntheticRows.Draw(1, 60);
        await TakeInAsync(app, "first.csv", rows[..40]);
        await TakeInAsync(app, "second.csv", rows[40..]);

        Assert.IsType<WithdrawalResult.NotTakenIn>(await app.Withdrawal.RunAsync("third.csv", AuditInfo, Ct));
        await using (await new TrainingLock(app.Store, TimeProvider.System).AcquireAsync(Ct))
        {
            Assert.IsType<WithdrawalResult.TrainingRuns>(await app.Withdrawal.RunAsync("second.csv", AuditInfo, Ct));
        }

        await app.Store.DeleteAsync(Containers.Datasets, "first.csv", Ct);
        Assert.Equal(new WithdrawalResult.OtherIsGone("first.csv"), await app.Withdrawal.RunAsync("second.csv", AuditInfo, Ct));
        Assert.Equal(60, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task Withdraw_IsNotFound_WhenTheTableHoldsNoSuchDataset()
    {
        await using var app = await TestApp.StartAsync(azurite.NewAccount());

        using var unknown = await app.Client.PostAsJsonAsync("api/datasets/absent.csv/withdraw", new { reason = "wrong month" }, Ct);
        using var silent = await app.Client.PostAsJsonAsync("api/datasets/absent.csv/withdraw", new { }, Ct);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, silent.StatusCode));
    }

    private static async Task PublishAsync(TrainingApp app, Manifest manifest)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { [ModelRegistry.ModelFile] = Models.Random(1).ToJson() };
        await app.Registry.PublishAsync(manifest, files, Ct);
        await app.Registry.PromoteAsync(manifest.Version, AuditInfo, null, Ct);
    }

    /// <summary>Rows too few to train on are taken in all the same.</summary>
    private static async Task TakeInAsync(TrainingApp app, string name, DatasetRow[] rows)
    {
        await app.UploadAsync(name, DatasetCsv.Of(rows));
        Assert.IsType<NotTrained>(await app.Retraining.RunAsync(name, Ct));
    }
}
