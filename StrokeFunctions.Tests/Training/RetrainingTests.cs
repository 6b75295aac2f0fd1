using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public sealed class RetrainingTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_EndsInAChampionThatScores()
    {
        await using var app = await TestApp.StartAsync(
            azurite.NewAccount(),
            new Dictionary<string, string?>
            {
                ["Training:Folds"] = "3",
                ["Training:InnerFolds"] = "3",
                ["Training:InnerRepeats"] = "1",
            }
        );
        var registry = app.Services.GetRequiredService<ModelRegistry>();
        var rows = SyntheticRows.Draw(1, 700);
        using var content = new ByteArrayContent(DatasetCsv.Of(rows)) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };

        using var answer = await app.Client.PostAsync("api/datasets?name=first.csv", content, Ct);

        answer.EnsureSuccessStatusCode();
        var champion = await Eventually.ValueAsync(async () => (await registry.GetAliasesAsync(Ct)).Aliases.Champion);
        var loaded = await LoadedModel.LoadAsync(registry, champion, Ct);
        Assert.InRange(loaded.Model.Probability(rows[0].Patient), 0, 1);
        var manifest = loaded.Manifest;
        Assert.Equal(("first.csv", 700, null), (manifest.Lineage.Datasets[^1].Name, manifest.Lineage.Rows, manifest.Lineage.Parent));
        Assert.Equal(700, (await loaded.WithReferenceAsync(registry, Ct)).Reference!.Rows);
        Assert.Equal("5.0.1", manifest.Lineage.Packages["Microsoft.ML.FastTree"]);
    }

    [Fact]
    public async Task RunAsync_TrainsOnce_WhenTheSameBytesComeTwice()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var csv = DatasetCsv.Of(SyntheticRows.Draw(1, 700));
        await app.UploadAsync("first.csv", csv);
        await app.UploadAsync("same.csv", csv);

        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("first.csv", Ct));
        Assert.IsType<AlreadyDone>(await app.Retraining.RunAsync("same.csv", Ct));

        Assert.Equal([first.Version], await app.Registry.ListAsync(Ct));
    }

    [Fact]
    public async Task RunAsync_ComesToTheSameEnd_WhenAKilledRunIsRepeated()
    {
        var app = await TrainingApp.NewAsync(azurite);
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));
        var store = app.Store;
        await store.DeleteAsync(Containers.Models, "aliases.json", Ct);
        await store.DeleteAsync(Containers.Models, "events.jsonl", Ct);
        await store.DeleteAsync(Containers.Models, $"{first.Version}/manifest.json", Ct);

        var again = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        Assert.Equal(first.Version, again.Version);
        Assert.Equal(700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task RunAsync_RefusesTheDataset_WhenMoreThanFivePercentOfItsRowsAreFaulty()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var good = DatasetCsv.Of(SyntheticRows.Draw(1, 100));
        var bad = string.Concat(Enumerable.Repeat("x,Female,200,0,0,Yes,Private,Urban,100,20,smokes,0\n", 10));
        await app.UploadAsync("bad.csv", [.. good, .. Encoding.UTF8.GetBytes(bad)]);

        var rejected = Assert.IsType<Rejected>(await app.Retraining.RunAsync("bad.csv", Ct));

        Assert.Contains("Column age: \"200\" stands in 10 of 110 rows", rejected.Reason, StringComparison.Ordinal);
        var store = app.Store;
        var reports = await store.ListAsync(Containers.DatasetsRejected, "bad.csv/", Ct).ToListAsync(Ct);
        var report = Encoding.UTF8.GetString(
            (await store.ReadAsync(Containers.DatasetsRejected, Assert.Single(reports, report => report.Name.EndsWith(".json",
                StringComparison.Ordinal)).Name, Ct))!.Content.Span
        );
        Assert.Contains("\"column\": \"age\"", report, StringComparison.Ordinal);
        Assert.Empty((await app.Table.ReadAsync(Ct)).Rows);
    }

    [Fact]
    public async Task RunAsync_TellsWhatWasSetAside_InTheReasonAndInTheListOfModels()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var faulty = string.Concat(Enumerable.Range(0, 3).Select(i => $"x{i},Female,NA,0,0,Yes,Private,Urban,100,20,smokes,0\n"));
        await app.UploadAsync("first.csv", [.. DatasetCsv.Of(SyntheticRows.Draw(1, 700)), .. Encoding.UTF8.GetBytes(faulty)]);

        var promoted = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        const string told = "3 rows were set aside: age 3 (\"NA\" in 3).";
        Assert.EndsWith(told, promoted.Reason, StringComparison.Ordinal);
        var model = Assert.Single((await app.Registry.DescribeAsync(Ct)).Models);
        Assert.EndsWith(told, model.Reason, StringComparison.Ordinal);
        Assert.Equal((3, new SetAsideColumn("age", 3, "NA", 3)), (model.SetAsideRows, Assert.Single(model.SetAside!)));
        Assert.EndsWith(told, (await app.Registry.EventsAsync(Ct))[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_KeepsTheChampion_WhenItIsPinned()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var registry = app.Registry;
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 700)));
        await app.UploadAsync("second.csv", DatasetCsv.Of(SyntheticRows.Draw(2, 900)));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));
        await registry.PinAsync(new AuditInfo("a test", "to see"), Ct);

        var kept = Assert.IsType<KeptChampion>(await app.Retraining.RunAsync("second.csv", Ct));

        Assert.Equal(first.Version, kept.Champion);
        Assert.Equal(2, (await registry.ListAsync(Ct)).Count);
        Assert.Equal(first.Version, (await registry.GetAliasesAsync(Ct)).Aliases.Champion);
    }

    [Fact]
    public async Task RunAsync_TrainsNothing_WhenTheFileOnlyRepeatsKnownPatients()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var rows = SyntheticRows.Draw(1, 700);
        var repeats = rows.Where(row => row.Patient[Schema.SmokingStatus] == 2)
            .Take(50)
            .Select(row => row with { Patient = Older(row.Patient) });
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows));
        await app.UploadAsync("follow-up.csv", DatasetCsv.Of([.. rows, .. repeats]));
        Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        var outcome = Assert.IsType<NotTrained>(await app.Retraining.RunAsync("follow-up.csv", Ct));

        Assert.Contains(
            "The file is 700 known patients plus 50 repeat records of them, and nobody new. Known patients: 650 as before, 50 with other "
                + "values.",
            outcome.Reason,
            StringComparison.Ordinal
        );
        var last = (await app.Registry.EventsAsync(Ct))[^1];
        Assert.Equal(
            (ModelEventKind.NotNeeded, 700),
            (last.Kind, last.Evidence!.Value.GetProperty("dataset").GetProperty("known_to_champion").GetInt32())
        );
        Assert.Equal(2, (await app.Table.ReadAsync(Ct)).Index.Datasets.Count);
    }

    [Fact]
    public async Task RunAsync_ComparesWithTheChampion_OnPatientsWhomNeitherWasTrainedOn()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Always);
        var rows = SyntheticRows.Draw(1, 1400);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..700]));
        await app.UploadAsync("second.csv", DatasetCsv.Of(rows[700..]));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        await app.Retraining.RunAsync("second.csv", Ct);

        var second = await app.Registry.GetManifestAsync(
            (await app.Registry.ListAsync(Ct)).Single(version => version != first.Version),
            Ct
        );
        Assert.Equal((first.Version, 1400), (second.Lineage.Parent, second.Lineage.Rows));
        // What learns from patients whose bmi is known is compared on them.
        var measured = rows[700..].Count(row => !double.IsNaN(row.Patient[Schema.Bmi]));
        Assert.Equal((measured, 700), (second.Decision.Evidence!.Patients, second.Decision.Dataset.NewPatients));
        Assert.NotNull(second.Decision.Evidence.RecallGain);
        Assert.Equal((await app.Registry.EventsAsync(Ct))[^1].Kind, second.Decision.Outcome);
    }

    /// <summary>Whom the sample left out is nobody new: neither the next comparison nor the count of strokes takes them so.</summary>
    [Fact]
    public async Task RunAsync_TrainsOnASample_OfATableThatIsLargerThanATrainingTakes_AndSaysSo()
    {
        var app = await TrainingApp.NewAsync(azurite, options =>
        {
            options.MaxRows = 1000;
            options.RetrainAfterShare = 0.5;
        });
        var rows = SyntheticRows.Draw(1, 1700);
        var strokes = rows[..1400].Count(row => row.Stroke);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..1400]));
        await app.UploadAsync("second.csv", DatasetCsv.Of(rows[1400..]));

        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));
        var manifest = await app.Registry.GetManifestAsync(first.Version, Ct);
        var sample = new TrainingSample(1000, (int)Math.Round(strokes / 1.4));
        Assert.Equal((1400, strokes, sample), (manifest.Lineage.Rows, manifest.Lineage.Strokes, manifest.Lineage.Sample));
        Assert.Equal((1000, sample.Strokes), (manifest.Evaluation.Patients, manifest.Evaluation.Strokes));
        var loaded = await (await LoadedModel.LoadAsync(app.Registry, manifest, Ct)).WithBaseAsync(app.Registry, Ct);
        Assert.Equal((1000, 1000), (loaded.Patients!.Count, (int)loaded.Reference!.Rows));
        foreach (var file in (string[])[ModelRegistry.CardFile, ModelRegistry.TrainingReportFile])
        {
            var page = Encoding.UTF8.GetString((await app.Registry.ReadFileAsync(manifest, file, Ct)).Span);
            Assert.Contains("They are a sample of the 1,400 patients in the training table", page, StringComparison.Ordinal);
        }

        // 300 more patients bring a fifth more strokes: no training is due, however many patients of the first file it has not seen.
        Assert.IsType<NotTrained>(await app.Retraining.RunAsync("second.csv", Ct));
        Assert.Equal(1700, (await app.Table.ReadAsync(Ct)).Rows.Count);
    }

    [Fact]
    public async Task RunAsync_ComparesOnTheNewFile_WhenBothModelsAreTrainedOnASample()
    {
        var app = await TrainingApp.NewAsync(azurite, options => (options.MaxRows, options.Retrain) = (1000, RetrainMode.Always));
        var rows = SyntheticRows.Draw(1, 1700);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..1400]));
        await app.UploadAsync("second.csv", DatasetCsv.Of(rows[1400..]));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        await app.Retraining.RunAsync("second.csv", Ct);

        var second = await app.Registry.GetManifestAsync(
            (await app.Registry.ListAsync(Ct)).Single(version => version != first.Version), Ct);
        var measured = rows[1400..].Count(row => !double.IsNaN(row.Patient[Schema.Bmi]));
        Assert.Equal((1000, measured), (second.Lineage.Sample!.Rows, second.Decision.Evidence!.Patients));
    }

    [Fact]
    public async Task RunAsync_TakesTheRowsAndSaysWhatIsMissing_WhereATrainingHasTooLittleMemory()
    {
        var app = await TrainingApp.OpenAsync(azurite.NewAccount(), memory: new TrainingMemory(150_000_000));
        await app.UploadAsync("first.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 1400)));

        var outcome = Assert.IsType<NotTrained>(await app.Retraining.RunAsync("first.csv", Ct));

        Assert.StartsWith("A training of 1400 patients takes about ", outcome.Reason, StringComparison.Ordinal);
        Assert.Contains("set Training__MaxRows to at most 1000.", outcome.Reason, StringComparison.Ordinal);
        var last = (await app.Registry.EventsAsync(Ct))[^1];
        Assert.Equal((ModelEventKind.NotNeeded, outcome.Reason), (last.Kind, last.Reason));
        Assert.Equal(1400, (await app.Table.ReadAsync(Ct)).Rows.Count);
        Assert.Empty(await app.Registry.ListAsync(Ct));
    }

    [Fact]
    public async Task RunAsync_HeedsAPin_ThatComesWhileItTrains()
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = RetrainMode.Always);
        var rows = SyntheticRows.Draw(1, 1400);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..500]));
        await app.UploadAsync("second.csv", DatasetCsv.Of(rows[500..]));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        var running = app.Retraining.RunAsync("second.csv", Ct);
        await Eventually.TrueAsync(() => Task.FromResult(app.Status.Current is { ShareDone: > 0 }));
        await app.Registry.PinAsync(new AuditInfo("a test", "an audit"), Ct);

        Assert.IsNotType<Promoted>(await running);
        Assert.Equal(first.Version, (await app.Registry.GetAliasesAsync(Ct)).Aliases.Champion);
        Assert.Equal(2, (await app.Registry.ListAsync(Ct)).Count);
    }

    [Fact]
    public async Task RunAsync_SetsTheDatasetAside_WhenAColumnKnowsTheOutcome()
    {
        var app = await TrainingApp.NewAsync(azurite);
        var rows = SyntheticRows.Draw(1, 700).Select(row => row with { Patient = Telling(row) });
        await app.UploadAsync("leak.csv", DatasetCsv.Of(rows));

        var rejected = Assert.IsType<SetAside>(await app.Retraining.RunAsync("leak.csv", Ct));

        Assert.Contains("heart_disease", rejected.Reason, StringComparison.Ordinal);
        Assert.Empty((await app.Table.ReadAsync(Ct)).Rows);
        Assert.Empty(await app.Registry.ListAsync(Ct));
        Assert.Null(app.Status.Current);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_SetsTheDatasetAside_WhenAColumnKnowsTheOutcomeInItsOwnRowsOnly(bool train)
    {
        var app = await TrainingApp.NewAsync(azurite, options => options.Retrain = train ? RetrainMode.Always : RetrainMode.Never);
        var rows = SyntheticRows.Draw(1, 1400);
        await app.UploadAsync("first.csv", DatasetCsv.Of(rows[..900]));
        await app.UploadAsync("leak.csv", DatasetCsv.Of([.. rows[900..].Select(row => row with { Patient = Telling(row) })]));
        var first = Assert.IsType<Promoted>(await app.Retraining.RunAsync("first.csv", Ct));

        var rejected = Assert.IsType<SetAside>(await app.Retraining.RunAsync("leak.csv", Ct));

        Assert.Contains("heart_disease", rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(900, (await app.Table.ReadAsync(Ct)).Rows.Count);
        Assert.Equal(first.Version, Assert.Single(await app.Registry.ListAsync(Ct)));
    }

    [Fact]
    public async Task RunAsync_KeepsTheRows_WhenTheyAreTooFewToTrain()
    {
        var app = await TrainingApp.NewAsync(azurite);
        await app.UploadAsync("few.csv", DatasetCsv.Of(SyntheticRows.Draw(1, 40)));

        Assert.IsType<NotTrained>(await app.Retraining.RunAsync("few.csv", Ct));

        Assert.Equal(40, (await app.Table.ReadAsync(Ct)).Rows.Count);
        Assert.IsType<Gone>(await app.Retraining.RunAsync("absent.csv", Ct));
    }

    private static Patient Telling(DatasetRow row)
    {
        var patient = row.Patient;
        patient[Schema.HeartDisease.Index] = row.Stroke ? 1 : 0;
        return patient;
    }

    private static Patient Older(Patient patient)
    {
        patient[Schema.Age.Index] += 2;
        return patient;
    }
}
