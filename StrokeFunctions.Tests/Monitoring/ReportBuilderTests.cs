using System.Text.Json;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

public class ReportBuilderTests
{
    [Fact]
    public void Build_SaysFine_WhenNewPatientsAreOfTheSamePopulation()
    {
        var report = Monitored.Report(Monitored.NewPatients(2, 2000));

        Assert.Equal(Verdict.Fine, report.Verdict.Level);
        Assert.Equal(RetrainDecision.Keep, report.Retrain.Decision);
        Assert.Equal(12, report.Columns.Count);
        Assert.Equal((0, 2000, 0), (report.Overlap.KnownPatients, report.Overlap.NewPatients, report.Overlap.RepeatRecords));
        Assert.Equal(2000, report.Performance!.Patients);
        Assert.InRange(
            report.EstimatedPerformance!.Observed!.Recall,
            report.EstimatedPerformance.Recall.Low,
            report.EstimatedPerformance.Recall.High
        );
    }

    [Fact]
    public void Build_FindsNoDriftOfThePrediction_WhenHeldOutModelsHadOtherLevels()
    {
        // Models of a cross-validation differ from the published one at each level of risk, although nothing has changed.
        var heldOut = Monitored.Rows.Select(row => Monitored.Model.Probability(row.Patient) * 1.3);

        var report = Monitored.Report(Monitored.NewPatients(2, 400), ReferenceProfile.Of(Monitored.Rows, [.. heldOut], Monitored.Model));

        Assert.InRange(report.Columns.Single(c => c.Name == "prediction").AdjustedPValue!.Value, 0.05, 1);
        Assert.Equal(Verdict.Fine, report.Verdict.Level);
    }

    [Fact]
    public void Build_SaysThatPatientsAreKnown_WhenAFileRepeatsTheTrainingRows()
    {
        // As the follow-up file of the Python system did: the same rows again, then later records of known patients, all smokers.
        var repeats = Monitored.Rows.Take(300).Select(row => row with { Patient = Smoker(row.Patient) });

        var report = Monitored.Report(Monitored.Rows.Concat(repeats));

        Assert.Equal((3000, 0, 300, 3000, 300), (report.Overlap.KnownPatients, report.Overlap.NewPatients, report.Overlap.RepeatRecords,
            report.Overlap.TrainedRows, report.Overlap.NewRows));
        Assert.Null(report.Performance);
        Assert.Equal(Verdict.Watch, report.Verdict.Level);
        Assert.Contains(report.Verdict.Reasons, reason => reason.Contains("300 repeat records of 3,000 known", StringComparison.Ordinal));
        Assert.Contains(report.Verdict.Reasons, reason => reason.Contains("smoking_status", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_ClaimsNothingOfDriftOrQuality_WhenEveryRowIsATrainingRow()
    {
        var report = Monitored.Report(Monitored.Rows);

        Assert.Equal(Verdict.Fine, report.Verdict.Level);
        Assert.Contains("they show neither drift nor performance", report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.EndsWith(
            $"its recall was {report.PerformanceReference!.Recall.Value:0.000} "
                + $"at a precision of {report.PerformanceReference.Precision.Value:0.000}.",
            report.Verdict.Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Build_ComparesTheEstimateWithTheTruth_WhenSomeOutcomesAreKnown()
    {
        WindowRow[] scored =
        [
            .. Monitored
                .NewPatients(2, 2000)
                .Select((r, i) => new WindowRow(r.Id, r.Patient, true, double.NaN, i % 4 == 0 ? null : r.Stroke)),
        ];

        var estimated = Monitored.Report(scored, new FaultCounts()).EstimatedPerformance!;

        Assert.Equal((2000, 1500), (estimated.Patients, estimated.Observed!.Patients));
        Assert.InRange(estimated.Observed.ExpectedStrokes / estimated.ExpectedStrokes, 0.7, 0.8);
        Assert.InRange(estimated.Observed.Recall, estimated.Recall.Low, estimated.Recall.High);
    }

    [Fact]
    public void Build_KnowsTheTrainingRows_WhenTheyAreScoredWithoutTheirOutcome()
    {
        WindowRow[] scored =
        [
            .. Monitored.Rows.Select(r => new WindowRow(r.Id, r.Patient, true, Monitored.Model.Probability(r.Patient), null)),
        ];

        var report = Monitored.Report(scored, new FaultCounts());

        Assert.Equal((3000, 0), (report.Overlap.TrainedRows, report.Overlap.NewRows));
    }

    [Fact]
    public void Build_ClaimsNothingOfDrift_WhenOneRowIsNew()
    {
        var report = Monitored.Report(Monitored.NewPatients(3, 1));

        Assert.Equal("Fine: no faulty data. Only 1 of the rows is new, too few to find drift or a worse model.", report.Verdict.Sentence);
        Assert.Null(report.EstimatedPerformance);
    }

    [Fact]
    public void Build_NamesTheDriftFirst_WhenAFewRowsAreFaulty()
    {
        var faults = new FaultCounts();
        faults.Add([new RowError(2, null, "bmi", "300", "5 to 120 kg/m2")]);
        WindowRow[] rows =
        [
            .. Monitored
                .NewPatients(4, 400)
                .Select(
                    (r, i) =>
                        new WindowRow(r.Id, i % 3 == 0 ? r.Patient : With(r.Patient, Schema.SmokingStatus, 2), true, double.NaN, r.Stroke)
                ),
        ];

        var report = Monitored.Report(rows, faults);

        Assert.Equal(Verdict.Watch, report.Verdict.Level);
        Assert.StartsWith("Watch: material change in 1 of 12 columns: smoking_status", report.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Contains("1 of 401 rows (0.2 %) are faulty", report.Verdict.Reasons[1], StringComparison.Ordinal);
    }

    /// <summary>Of a very large dataset a sample of the patients is looked at; what could not be read is counted among all rows.</summary>
    [Fact]
    public async Task ReadAsync_KeepsASample_WhenADatasetHasMoreRows()
    {
        var csv = new System.Text.StringBuilder("id,");
        csv.AppendJoin(',', Schema.Inputs.Select(column => column.Name)).Append(",stroke\n");
        csv.Append("1,Nobody,50,0,0,Yes,Private,Urban,100,25,smokes,0\n");
        foreach (var row in SyntheticRows.Draw(1, 1000))
        {
            csv.Append(row.Id).Append(',').AppendJoin(',', Schema.Inputs.Select(column => column.Format(row.Patient[column])));
            csv.Append(row.Stroke ? ",1\n" : ",0\n");
        }

        await using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv.ToString()));

        var (rows, count, faults) = await WindowReader.ReadAsync(stream, 300, TestContext.Current.CancellationToken);

        Assert.InRange(rows.Count, 150, 300);
        Assert.Equal((1000, 1), (count, faults.Rows));
        var window = new Window(WindowKind.Dataset, "a.csv", null, DateTimeOffset.UnixEpoch, rows, faults) { SampledFrom = count };
        var profile = Monitored.Profile;
        var current = Schema.Inputs.ToDictionary(c => c.Name, c => Distribution.Of([.. rows.Select(row => row.Patient[c])]));
        Assert.Equal((1001, 1), (DataQuality.Of(window, current, profile).Rows, DataQuality.Of(window, current, profile).FaultyRows));
    }

    [Fact]
    public void Build_MeasuresOnlyUnseenPatients_WhenAFileMixesThem()
    {
        var report = Monitored.Report(Monitored.Rows.Take(500).Concat(Monitored.NewPatients(3, 400)));

        Assert.Equal(400, report.Performance!.Patients);
        Assert.Equal(400, report.Overlap.NewRows);
        Assert.Equal(400, report.EstimatedPerformance!.Patients);
    }

    [Fact]
    public void Build_FindsTheColumn_WhenItsMeanIsShifted()
    {
        var report = Monitored.Report(
            Monitored
                .NewPatients(4, 400)
                .Select(row => row with { Patient = With(row.Patient, Schema.Age, Math.Min(row.Patient[Schema.Age] + 14, 120)) })
        );

        var age = report.Columns.Single(c => c.Name == "age");
        Assert.True(age.Significant);
        Assert.Equal("Wasserstein distance (normed)", age.Test);
        Assert.True(age.Drifted);
        Assert.Contains("years", age.Effect, StringComparison.Ordinal);
        Assert.NotEqual(Verdict.Fine, report.Verdict.Level);
        Assert.Equal(["age", "prediction"], report.Columns.Where(c => c.Significant).Select(c => c.Name));
    }

    [Fact]
    public void Build_FindsTheChange_WhenHalfTheStrokesAreMissed()
    {
        var rows = Monitored.NewPatients(5, 2000).Select((row, i) => row.Stroke && i % 2 == 0
            ? row with { Patient = With(With(row.Patient, Schema.Age, 20), Schema.Hypertension, 0) } : row);

        var report = Monitored.Report(rows);

        Assert.Equal(RetrainDecision.Adapt, report.Retrain.Decision);
        Assert.Equal(Verdict.Act, report.Verdict.Level);

        // Where another champion was made of these patients since, nobody has to act.
        var since = Verdict.Of(report.DataQuality, report.Overlap, report.Columns, report.Retrain,
            report.Performance, report.PerformanceReference, report.MissingBmi!, null, isChampion: false);
        Assert.Equal(Verdict.Watch, since.Level);
        Assert.Contains(since.Reasons, reason => reason.EndsWith("The champion follows these patients by now.", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_SaysThatItCanNotTell_WhenStrokesAreFew()
    {
        var report = Monitored.Report(Monitored.NewPatients(6, 40));

        Assert.Equal(RetrainDecision.Undecided, report.Retrain.Decision);
    }

    [Fact]
    public void Build_NamesTheColumn_WhenItIsEmpty()
    {
        var report = Monitored.Report(
            Monitored.NewPatients(7, 200).Select(row => row with { Patient = With(row.Patient, Schema.Bmi, double.NaN) })
        );

        var bmi = report.Columns.Single(c => c.Name == "bmi");
        Assert.NotNull(bmi.Error);
        Assert.Null(bmi.Score);
        Assert.Contains("bmi", report.DataQuality.ConstantColumns);
        Assert.Equal(["Column bmi has no allowed value in any row."], report.Verdict.Reasons);
        Assert.Equal(Verdict.Act, report.Verdict.Level);
    }

    [Fact]
    public void Build_WithholdsSubgroups_WhenTheyAreSmall()
    {
        var report = Monitored.Report(Monitored.NewPatients(8, 600));

        Assert.All(report.Subgroups, s => Assert.Equal(s.Withheld, s.Strokes is null));
        Assert.All(report.Subgroups.Where(s => !s.Withheld), s => Assert.InRange(s.Strokes!.Value, 5, s.Patients - 5));
        Assert.Contains(report.Subgroups, s => s.Withheld);
        Assert.All(report.Subgroups.Where(s => s.Withheld), s => Assert.Null(s.Recall));
        Assert.Contains(report.Subgroups, s => s is { Value: "65-79", Withheld: false });
    }

    [Fact]
    public void Build_SurvivesAWindowWithoutARow()
    {
        var report = Monitored.Report([]);

        Assert.All(report.Columns, c => Assert.NotNull(c.Error));
        Assert.Equal("Act: the window holds no row.", report.Verdict.Sentence);
        Assert.DoesNotContain("NaN", DriftReport.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Build_TellsWhatHasChanged_WhenThereAreEarlierReports()
    {
        var first = Monitored.Report(Monitored.NewPatients(9, 800));
        var drifted = Monitored.Report(
            Monitored.NewPatients(10, 800).Select(r => r with { Patient = Smoker(r.Patient) }),
            ("2026-01-01-dataset", first)
        );

        Assert.Contains(drifted.Changes, change => change.Contains("smoking_status", StringComparison.Ordinal));
        Assert.Single(drifted.Trend);
        Assert.Contains("2026-01-01-dataset", DriftReport.Render(drifted), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasTheNamesThatReadersRelyOn_AndReadsBackTheSame()
    {
        var report = Monitored.Report(Monitored.NewPatients(2, 500));

        var text = JsonSerializer.Serialize(report, ReportJson.Default.Report);
        using var json = JsonDocument.Parse(text);

        var root = json.RootElement;
        Assert.Equal(2, root.GetProperty("schema_version").GetInt32());
        foreach (var name in (string[])["name", "kind", "test", "score", "threshold", "drifted", "psi", "jensen_shannon"])
            Assert.True(root.GetProperty("columns")[0].TryGetProperty(name, out _), name);
        foreach (var name in (string[])["share", "threshold", "drifted"])
            Assert.True(root.GetProperty("dataset_drift").TryGetProperty(name, out _), name);
        foreach (var measure in (string[])["precision", "recall", "f1", "accuracy", "roc_auc"])
            foreach (var name in (string[])["value", "low", "high", "n"])
                Assert.True(root.GetProperty("performance").GetProperty(measure).TryGetProperty(name, out _), name);
        foreach (var name in (string[])["known_patients", "repeat_records", "new_patients"])
            Assert.True(root.GetProperty("overlap").TryGetProperty(name, out _), name);
        Assert.Equal(JsonValueKind.Array, root.GetProperty("verdict").GetProperty("reasons").ValueKind);
        Assert.Equal(
            text,
            JsonSerializer.Serialize(JsonSerializer.Deserialize(text, ReportJson.Default.Report)!, ReportJson.Default.Report)
        );
    }

    [Fact]
    public async Task Json_HasNoFieldThatTheGuideDoesNotName()
    {
        var faults = new FaultCounts();
        faults.Add([new RowError(2, null, "bmi", "300", "5 to 120 kg/m2")]);
        WindowRow[] rows = [.. Monitored.NewPatients(2, 500).Select(r => new WindowRow(r.Id, r.Patient, true, double.NaN, r.Stroke))];
        var report = Monitored.Report(rows, faults, ("2026-01-01-dataset", Monitored.Report(Monitored.NewPatients(9, 800))));
        var guide = await File.ReadAllTextAsync(Repository.File("docs", "report.md"), TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(report, ReportJson.Default.Report));

        string[] unnamed =
        [
            .. FieldsOf(json.RootElement)
                .Distinct()
                .Where(field => !new[] { $"`{field}`", $"`{field}[]`", $"\"{field}\"" }.Any(guide.Contains)),
        ];
        Assert.Equal([], unnamed);
    }

    [Fact]
    public void Build_GivesTheSameBytes_WhenRunAgain()
    {
        var rows = Monitored.NewPatients(2, 500);

        Assert.Equal(
            JsonSerializer.Serialize(Monitored.Report(rows), ReportJson.Default.Report),
            JsonSerializer.Serialize(Monitored.Report(rows), ReportJson.Default.Report)
        );
        Assert.Equal(DriftReport.Render(Monitored.Report(rows)), DriftReport.Render(Monitored.Report(rows)));
    }

    [Fact]
    public async Task Read_LeavesOutAFaultyRow_AndCountsItsFaults()
    {
        const string csv = """
            id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status,stroke
            1,Male,50,0,0,Yes,Private,Urban,100,0,smokes,0
            2,<script>alert(1)</script>RLO,60,0,0,Yes,Private,Urban,100,25,smokes,1
            3,Male,70,0,0,Yes,Private,Urban,100,25,smokes,1
            """;
        await using var stream = new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes(csv.Replace("RLO", "\u202e", StringComparison.Ordinal))
        );

        var (rows, _, faults) = await WindowReader.ReadAsync(stream, ScoringWindow.MaxRows, TestContext.Current.CancellationToken);
        var report = Monitored.Report(rows, faults);

        Assert.Equal([70], rows.Select(r => r.Patient[Schema.Age]));
        Assert.Equal(2, report.DataQuality.FaultyRows);
        Assert.Contains(report.DataQuality.Faults, f => f is { Column: "bmi", Kind: "out of range" });
        Assert.Contains(
            report.DataQuality.Faults,
            f => f is { Column: "gender", Kind: "new category", Found: "<script>alert(1)</script>\uFFFD" }
        );
        Assert.DoesNotContain("<script", DriftReport.Render(report), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Verdict.Act, report.Verdict.Level);
    }

    private static IEnumerable<string> FieldsOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => FieldsOf(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(FieldsOf),
        _ => [],
    };

    private static Patient Smoker(Patient patient) => With(With(patient, Schema.SmokingStatus, 2), Schema.Age, patient[Schema.Age] + 2);

    private static Patient With(Patient patient, Column column, double value)
    {
        var values = new double[Patient.Count];
        for (var i = 0; i < values.Length; i++) values[i] = patient[i];
        values[column.Index] = value;
        return Patient.From(values);
    }
}
