using System.Text;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class UpdateTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly AuditInfo Grounds = new("a test", "it was another clinic's");

    [Fact]
    public async Task RunAsync_UpdatesTheIntercept_WhenHalfOfTheStrokesAreGone()
    {
        var (app, first) = await StartAsync();
        var later = Halved(2, 1500);
        await app.UploadAsync("later.csv", DatasetCsv.Of(later));

        var promoted = Assert.IsType<Promoted>(await app.Retraining.RunAsync("later.csv", Ct));

        Assert.Contains("fewer than the model expects", promoted.Reason, StringComparison.Ordinal);
        var manifest = await app.Registry.GetManifestAsync(promoted.Version, Ct);
        Assert.Equal((UpdateKind.Intercept, first, first), (manifest.Update, manifest.Lineage.Parent, manifest.Layer!.Base));
        // Those without a bmi say nothing of a model that learned from the others.
        var comparable = later.Count(row => !double.IsNaN(row.Patient[Schema.Bmi]));
        Assert.Equal(("later.csv", 1, comparable), (manifest.Layer.SinceDataset, manifest.Layer.Files, manifest.Layer.Patients));
        Assert.InRange(Math.Exp(manifest.Layer.Intercept), 0.3, 0.75);
        Assert.InRange(manifest.Evaluation!.Overall.ObservedToExpected.Value, 0.9, 1.1);
        Assert.Equal(2200, (await app.Table.ReadAsync(Ct)).Rows.Count);

        // The members are the base's; log odds move by one number, and the reasons stay exact.
        var model = (await LoadedModel.LoadAsync(app.Registry, manifest, Ct)).Model;
        var basis = (await LoadedModel.LoadAsync(app.Registry, first, Ct)).Model;
        foreach (var row in later.Take(50))
        {
            Assert.Equal(basis.LogOdds(row.Patient) + manifest.Layer.Intercept, model.LogOdds(row.Patient), 1e-9);
            Assert.Equal(model.LogOdds(row.Patient), model.Explain(row.Patient).Sum, 1e-12);
        }

        var told = (await app.Registry.EventsAsync(Ct))[^1];
        Assert.Equal(ModelEventKind.Promoted, told.Kind);
        Assert.True(told.Evidence!.Value.GetProperty("change").GetProperty("found").GetBoolean());
        Assert.Equal(manifest.Layer.Intercept, told.Evidence.Value.GetProperty("layer").GetProperty("intercept").GetDouble());
        var report = Encoding.UTF8.GetString((await app.Registry.ReadFileAsync(manifest, ModelRegistry.TrainingReportFile, Ct)).Span);
        Assert.Contains("Calibration on the newest patients", report, StringComparison.Ordinal);
        Assert.Contains("before: the champion", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ServesTheSameBytesAsBefore_AfterTheWithdrawal()
    {
        var (app, first) = await StartAsync();
        await app.UploadAsync("later.csv", DatasetCsv.Of(Halved(2, 1500)));
        Assert.IsType<Promoted>(await app.Retraining.RunAsync("later.csv", Ct));

        var done = Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("later.csv", Grounds, Ct));

        Assert.Equal((true, first), (done.Dataset.ChampionWasTrainedOnIt, done.Dataset.Champion));
        Assert.Equal(first, (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion);
        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task RunAsync_KeepsTheUpdate_WhenTheNextFileIsLikeTheLast()
    {
        var (app, _) = await StartAsync();
        await app.UploadAsync("later.csv", DatasetCsv.Of(Halved(2, 1500)));
        await app.UploadAsync("next.csv", DatasetCsv.Of([.. Halved(3, 600).Select(row => row with { Id = $"next-{row.Id}" })]));
        var update = Assert.IsType<Promoted>(await app.Retraining.RunAsync("later.csv", Ct));

        var kept = Assert.IsType<NotTrained>(await app.Retraining.RunAsync("next.csv", Ct));

        Assert.Contains("estimated anew", kept.Reason, StringComparison.Ordinal);
        Assert.Equal(update.Version, (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion);
    }

    [Fact]
    public async Task RunAsync_TrainsAnew_WhenStrokesChangeAgainAfterAnUpdate()
    {
        var (app, first) = await StartAsync();
        await app.UploadAsync("later.csv", DatasetCsv.Of(Halved(2, 1500)));
        var update = Assert.IsType<Promoted>(await app.Retraining.RunAsync("later.csv", Ct));
        await app.UploadAsync("more.csv", DatasetCsv.Of(WithMoreStrokes(3, 1500)));

        await app.Retraining.RunAsync("more.csv", Ct);

        var told = (await app.Registry.EventsAsync(Ct))[^1];
        var evidence = told.Evidence!.Value;
        Assert.Contains("changed again", evidence.GetProperty("trained_because").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, first), (evidence.GetProperty("look").GetProperty("number").GetInt32(),
            evidence.GetProperty("look").GetProperty("base").GetString()));
        Assert.True(evidence.GetProperty("promotion").GetProperty("strokes").GetInt32() > 20);
        var champion = (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        Assert.NotEqual(update.Version, champion);
        var manifest = await app.Registry.GetManifestAsync(champion, Ct);
        Assert.InRange(manifest.Evaluation.Overall.ObservedToExpected.Value, 0.85, 1.15);
        Assert.Equal(3700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task Withdrawal_LeavesTheServedBytesAsTheyWere_WhenWrongCodesHadBeenLetIn()
    {
        var (app, first) = await StartAsync();
        var served = await ModelAsync(app, first);
        var random = new Random(4);
        DatasetRow[] miscoded =
        [
            .. SyntheticRows.Draw(4, 1500).Select(row => row with
            {
                Id = $"later-{row.Id}",
                Stroke = row.Stroke || random.NextDouble() < 0.12,
            }),
        ];
        await app.UploadAsync("codes.csv", DatasetCsv.Of(miscoded));
        Assert.IsType<SetAside>(await app.Retraining.RunAsync("codes.csv", Ct));
        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);

        Assert.IsType<ConfirmationResult.Done>(await app.Confirmation.RunAsync("codes.csv", Grounds, Ct));
        var wrong = (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        Assert.NotEqual(served, await ModelAsync(app, wrong));
        Assert.IsType<WithdrawalResult.Done>(await app.Withdrawal.RunAsync("codes.csv", Grounds, Ct));

        var now = (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion!;
        Assert.Equal(served, await ModelAsync(app, now));
        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    private static async Task<byte[]> ModelAsync(TrainingApp app, string version) =>
        (await app.Registry.ReadFileAsync(await app.Registry.GetManifestAsync(version, Ct), ModelRegistry.ModelFile, Ct)).ToArray();

    /// <summary>A first model, and no further training: strokes can't become a hundred times as many.</summary>
    private async Task<(TrainingApp App, string First)> StartAsync()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.RetrainAfterShare = 100);
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        return (app, Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct)).Version);
    }

    /// <summary>New patients of the same population, every other stroke left out.</summary>
    private static DatasetRow[] Halved(int seed, int count)
    {
        var strokes = 0;
        return [.. SyntheticRows.Draw(seed, 2 * count).Where(row => !row.Stroke || ++strokes % 2 == 0).Take(count)
            .Select(row => row with { Id = $"later-{row.Id}" })];
    }

    /// <summary>New patients of the same population, every third without a stroke left out: everybody's odds times 1.5.</summary>
    private static DatasetRow[] WithMoreStrokes(int seed, int count)
    {
        var others = 0;
        return [.. SyntheticRows.Draw(seed, 2 * count).Where(row => row.Stroke || ++others % 3 != 0).Take(count)
            .Select(row => row with { Id = $"later-{row.Id}" })];
    }
}
