using System.Text;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

public class DatasetReaderTests
{
    private const string Header =
        "id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status,stroke";

    private const string Row = "1,Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1";

    [Fact]
    public async Task ReadAsync_TakesEveryRow_OfTheRealDataset()
    {
        await using var file = File.OpenRead(Repository.Shared("data", "stroke.csv"));

        var dataset = Assert.IsType<AcceptedDataset>(await DatasetReader.ReadAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(5110, dataset.Rows.Count);
        Assert.Equal(249, dataset.Rows.Count(row => row.Stroke));
        Assert.Equal(201, dataset.Rows.Count(row => double.IsNaN(row.Patient[Schema.Bmi])));
        var summary = dataset.Summary;
        Assert.Equal((5110, 5110, 0, 5110), (summary.RowCount, summary.AcceptedRowCount, summary.FaultyRowCount, summary.PatientCount));
        Assert.Equal((0, 0, 0), (summary.RepeatedRowCount, summary.UpdatedRowCount, summary.FaultCount));
        Assert.Equal(new FileFormat("comma", "point", "UTF-8"), summary.Format);
        Assert.Empty(summary.Spellings);
        Assert.Equal(5111, dataset.Rows.Last().Line);
    }

    [Fact]
    public async Task ReadAsync_CountsLaterRecords_OfKnownPatients()
    {
        await using var file = File.OpenRead(Repository.Shared("data", "stroke-new.csv"));

        var dataset = Assert.IsType<AcceptedDataset>(await DatasetReader.ReadAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal(5446, dataset.Summary.RowCount);
        Assert.Equal(5110, dataset.Summary.PatientCount);
        Assert.Equal(336, dataset.Summary.UpdatedRowCount);
        Assert.Equal(0, dataset.Summary.RepeatedRowCount);
        Assert.Equal(5110, dataset.LatestRows().Count);
        Assert.Equal(336, dataset.LatestRows().Count(row => row.Line > 5111));
    }

    [Theory]
    [InlineData("", 1, null, "an empty file")]
    [InlineData("\n\n", 1, null, "an empty file")]
    [InlineData("{header}\n", 1, null, "a header and no rows")]
    [InlineData("{header}", 1, null, "a header and no rows")]
    [InlineData("{header},AGE\n{row},3", 1, "age", "2 columns of this name")]
    [InlineData("\n{header},bmi\n", 2, "bmi", "2 columns of this name")]
    [InlineData("{header}\n{row}\n\"2,Male\n{row}\n", 3, null, "a quoted field that never closes")]
    [InlineData("{header}\0\n{row}\n", 1, "stroke", "no such column")]
    [InlineData("{row}\n{row}\n", 1, null, "values where the header should be")]
    [InlineData("{header}\nA,{row}\nB,{row}\n", 1, null, "a header of 12 names over rows of 13 values")]
    [InlineData("PK\u0003\u0004[Content_Types].xml xl/workbook.xml", 1, null, "an Excel workbook (.xlsx)")]
    [InlineData("PK\u0003\u0004patients.csv", 1, null, "a zip archive")]
    [InlineData("%PDF-1.7", 1, null, "a PDF document")]
    [InlineData("PAR1\u0015", 1, null, "a Parquet file")]
    [InlineData("<!DOCTYPE html><html>", 1, null, "a web page (HTML)")]
    [InlineData("[{\"id\": 1}]", 1, null, "JSON")]
    public async Task ReadAsync_RefusesTheFile_WhenItCannotBeRead(string file, int line, string? column, string found)
    {
        var refused = Assert.IsType<RefusedDataset>(await ReadAsync(file));

        var fault = refused.Summary.Faults[0];
        Assert.Equal((line, column, found), (fault.Line, fault.Column, fault.Found));
        Assert.Contains(found, refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_NamesEveryMissingColumn_WhenSeveralAre()
    {
        var refused = Assert.IsType<RefusedDataset>(await ReadAsync("patient,gender,Age,hypertention,bmi\n1,Male,50,0,20\n"));

        Assert.Equal(
            [
                "hypertension",
                "heart_disease",
                "ever_married",
                "work_type",
                "Residence_type",
                "avg_glucose_level",
                "smoking_status",
                "id",
                "stroke",
            ],
            refused.Summary.Faults.Select(f => f.Column)
        );
        Assert.Equal("hypertension instead of hypertention", refused.Summary.Faults[0].Hint);
        Assert.Equal(0, refused.Summary.RowCount);
    }

    [Theory]
    [InlineData("2,Mael,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", "gender", "Mael", null)]
    [InlineData("2,Male,121,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", "age", "121", null)]
    [InlineData("2,Male,,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", "age", "", null)]
    [InlineData("2,Male,67,no,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", "hypertension", "no", null)]
    [InlineData("2,Male,67,0,1,Yes,Govt jobs,Urban,130.5,31.2,formerly smoked,1", "work_type", "Govt jobs", "Govt_job")]
    [InlineData(
        "2,Male,67,0,1,Yes,Private,Urban,\"130,5\",31.2,formerly smoked,1",
        "avg_glucose_level",
        "130,5",
        "130.5, with a decimal point"
    )]
    [InlineData("2,Male,67,0,1,Yes,Private,Urban,NaN,31.2,formerly smoked,1", "avg_glucose_level", "NaN", null)]
    [InlineData("2,Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,", "stroke", "", null)]
    [InlineData(",Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,0", "id", "", null)]
    [InlineData("\"  \",Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,0", "id", "", null)]
    [InlineData("\u00a0,Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,0", "id", "\u00a0", null)]
    [InlineData("\u3000\u2003,Male,67,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,0", "id", "\u3000\u2003", null)]
    [InlineData("2,Male,67,0,1,Yes,Private,Urban,130,5,31.2,formerly smoked,1", null, "13 fields", null)]
    [InlineData("2,Male,67", null, "3 fields", null)]
    [InlineData("2,Male,67,0,1,Yes,Private,Urban,130.5,31.2,smo\0kes,1", "smoking_status", "a NUL byte", null)]
    [InlineData("2,Ma\"le,67,0,1,Yes,Private,Urban,130.5,31.2,smokes,1", null, "a quote inside an unquoted field", null)]
    [InlineData("2,\"Male\"e,67,0,1,Yes,Private,Urban,130.5,31.2,smokes,1", null, "text after a closing quote", null)]
    public async Task ReadAsync_SetsARowAside_WhenItIsFaulty(string row, string? column, string found, string? hint)
    {
        var dataset = Assert.IsType<AcceptedDataset>(await ReadAsync($"{Header}\n{GoodRows(19)}{row}\n"));

        Assert.Equal(19, dataset.Rows.Count);
        var fault = Assert.Single(dataset.Summary.Faults);
        Assert.Equal((21, column, found, hint), (fault.Line, fault.Column, fault.Found, fault.Hint));
    }

    [Fact]
    public async Task ReadAsync_ListsEveryFaultOfARow_WhenItHasSeveral()
    {
        var dataset = await ReadAsync($"{Header}\n{GoodRows(19)}2,man,x,2,1,Yes,Private,Urbn,0,500,smoker,yes\n");

        Assert.Equal(
            ["stroke", "gender", "age", "hypertension", "Residence_type", "avg_glucose_level", "bmi", "smoking_status"],
            dataset.Summary.Faults.Select(f => f.Column));
        Assert.Equal(1, dataset.Summary.FaultyRowCount);
    }

    [Fact]
    public async Task ReadAsync_SetsARowAside_WhenItIsNotUtf8()
    {
        var bytes = Encoding.Latin1.GetBytes($"{Header}\n{GoodRows(19)}2,Malé,67,0,1,Yes,Private,Urban,130.5,31.2,smokes,1\n");

        var dataset = Assert.IsType<AcceptedDataset>(
            await DatasetReader.ReadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken));

        var fault = Assert.Single(dataset.Summary.Faults);
        Assert.Equal((21, "gender", "bytes that are not UTF-8"), (fault.Line, fault.Column, fault.Found));
    }

    [Theory]
    [InlineData(20, 1, true)]
    [InlineData(19, 1, false)]
    [InlineData(100, 5, true)]
    [InlineData(100, 6, false)]
    public async Task ReadAsync_RefusesTheFile_WhenMoreThanATwentiethOfItsRowsIsFaulty(int rows, int faulty, bool accepted)
    {
        var bad = string.Concat(Enumerable.Repeat("x,Male\n", faulty));

        var outcome = await ReadAsync($"{Header}\n{GoodRows(rows - faulty)}{bad}");

        Assert.Equal(accepted, outcome is AcceptedDataset);
        Assert.Equal((rows, rows - faulty, faulty),
            (outcome.Summary.RowCount, outcome.Summary.AcceptedRowCount, outcome.Summary.FaultyRowCount));
        if (outcome is RefusedDataset refused)
            Assert.StartsWith($"{faulty} of {rows} rows are faulty; at most 5 % may be. By column: {faulty} not readable", refused.Reason,
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ListsAThousandFaultsAndCountsAll_WhenThereAreMore()
    {
        var outcome = await ReadAsync($"{Header}\n{string.Concat(Enumerable.Repeat("x,Male\n", 1500))}\"open");

        Assert.Equal(1501, outcome.Summary.FaultCount);
        Assert.Equal(1000, outcome.Summary.Faults.Count);
        Assert.Equal("a quoted field that never closes", outcome.Summary.Faults[0].Found);
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("")]
    public async Task ReadAsync_StopsEarly_WhenALineIsAHundredMegabytesLong(string opening)
    {
        using var file = new EndlessStream(Encoding.UTF8.GetBytes($"{Header}\n{Row}\n{opening}"), (byte)'x', 100_000_000);

        var refused = Assert.IsType<RefusedDataset>(await DatasetReader.ReadAsync(file, TestContext.Current.CancellationToken));

        Assert.Equal((3, "a record of more than 65536 bytes"), (refused.Summary.Faults[0].Line, refused.Summary.Faults[0].Found));
        Assert.Equal(1, refused.Summary.AcceptedRowCount);
        Assert.InRange(file.Position, 1, 4 * PatientCsvReader.MaxRecordBytes);
    }

    [Theory]
    [InlineData("1,Male,68,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", 0, 1, 0)]
    [InlineData(Row, 1, 0, 0)]
    [InlineData("1,Male,67.0,0,1,Yes,Private,Urban,130.50,31.2,formerly smoked,1", 1, 0, 0)]
    [InlineData("1,Male,66,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,1", 0, 0, 1)]
    [InlineData("1,Male,68,0,1,Yes,Private,Urban,130.5,31.2,formerly smoked,0", 0, 0, 1)]
    public async Task ReadAsync_TellsRepeatsUpdatesAndContradictionsApart_WhenAnIdComesAgain(
        string again, int repeated, int updated, int contradicting)
    {
        var outcome = Assert.IsType<AcceptedDataset>(await ReadAsync($"{Header}\n{Row}\n{GoodRows(20)}{again}\n"));

        Assert.Equal((repeated, updated, contradicting),
            (outcome.Summary.RepeatedRowCount, outcome.Summary.UpdatedRowCount, outcome.Summary.FaultyRowCount));
        Assert.Equal(21, outcome.LatestRows().Count);
        Assert.Equal(contradicting == 1 ? 2 : 23, outcome.LatestRows().Single(row => row.Id == "1").Line);
    }

    [Fact]
    public async Task ReadAsync_ReadsTheSame_WhateverTheOrderCaseLineEndsAndQuotesOfAFile()
    {
        var plain = Assert.IsType<AcceptedDataset>(await ReadAsync($"{Header}\n{Row}\n"));
        var odd = Assert.IsType<AcceptedDataset>(
            await ReadAsync(
                "\uFEFFSTROKE,Id,\"note, of the ward\",smoking_status,bmi,avg_glucose_level,residence_type,"
                    + "work_type,ever_married,heart_disease,hypertension,AGE,gender\r\n"
                    + "\r\n1,1,\"two\r\nlines\",formerly smoked, 31.2 ,130.50,Urban,\"Private\",Yes,1,0,6.7e1,Male\r\n"
                    + "0,2,,,N/A,90,Urban,Private,Yes,1,0,40,Male"
            )
        );

        Assert.Equal(plain.Rows.First() with { Line = 3 }, odd.Rows.First());
        Assert.Equal(5, odd.Rows.ElementAt(1).Line);
        Assert.Equal(["note, of the ward"], odd.Summary.ExtraColumns);
    }

    [Fact]
    public async Task ReadAsync_GivesBackWhatWasWritten_ForAnyPatientsOfTheSchema()
    {
        var random = new Random(7);
        var patients = Enumerable.Range(0, 2000).Select(_ => RandomPatient.Draw(random)).ToList();
        var file = new StringBuilder(Header).Append('\n');
        foreach (var (i, patient) in patients.Index())
        {
            file.Append($"p{i},{string.Join(',', Schema.Inputs.Select(c => c.Format(patient[c])))},{i % 2}\n"
            );
        }

        var dataset = Assert.IsType<AcceptedDataset>(await ReadAsync(file.ToString()));

        Assert.Equal(patients.Select((p, i) => new DatasetRow(i + 2, $"p{i}", p, i % 2 == 1)), dataset.Rows);
    }

    /// <summary>So many ids that the rows go through a file, and that some ids share a hash; a third of the patients come again.</summary>
    [Fact]
    public async Task ReadAsync_TellsRepeatsApart_WhenTheRowsAreMany()
    {
        const int Count = 240_000;
        var file = new StringBuilder(Header).Append('\n');
        var (latest, repeated, updated, contradicting) = (new Dictionary<int, (int Line, int Age, int Stroke)>(), 0, 0, 0);
        var random = new Random(5);
        for (var line = 2; line < Count + 2; line++)
        {
            var id = random.Next(3) > 0 || line < 50 ? line : random.Next(2, line);
            var (age, stroke) = (line % 2000 == 0 ? 40 : 50 + random.Next(4), random.Next(500) == 0 ? 1 : 0);
            if (latest.TryGetValue(id, out var before))
            {
                stroke = line % 1500 == 0 ? 0 : Math.Max(stroke, before.Stroke);
                age = line % 1500 == 0 ? 30 : before.Age + (line % 2);
            }

            file.Append($"patient-{id},Female,{age},0,0,No,Private,Rural,80,25.5,never smoked,{stroke}\n");
            if (latest.ContainsKey(id) && (age < before.Age || stroke < before.Stroke)) contradicting++;
            else
            {
                if (latest.ContainsKey(id) && (age, stroke) == (before.Age, before.Stroke)) repeated++;
                else if (latest.ContainsKey(id)) updated++;
                latest[id] = (line, age, stroke);
            }
        }

        var dataset = Assert.IsType<AcceptedDataset>(await ReadAsync(file.ToString()));

        var summary = dataset.Summary;
        Assert.True(contradicting > 0);
        Assert.Equal((repeated, updated, contradicting), (summary.RepeatedRowCount, summary.UpdatedRowCount, summary.FaultyRowCount));
        Assert.Equal((latest.Count, Count - contradicting), (summary.PatientCount, dataset.Rows.Count));
        Assert.Equal(latest.OrderBy(pair => pair.Value.Line).Select(pair => (pair.Value.Line, $"patient-{pair.Key}", pair.Value.Age)),
            dataset.LatestRows().Select(row => ((int)row.Line, row.Id, (int)row.Patient[Schema.Age])));
        Assert.Equal(latest.Count, dataset.LatestRows().Count);
    }

    [Fact]
    public async Task ReadAsync_EndsInAnOutcome_WhateverBytesAFileHolds()
    {
        var good = Encoding.UTF8.GetBytes($"{Header}\n{GoodRows(30)}");
        var random = new Random(11);
        for (var i = 0; i < 500; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            var outcome = await DatasetReader.ReadAsync(new MemoryStream(bytes), TestContext.Current.CancellationToken);

            var summary = outcome.Summary;
            Assert.Equal(summary.RowCount, summary.AcceptedRowCount + summary.FaultyRowCount);
            Assert.True(summary.FaultCount >= summary.FaultyRowCount);
            Assert.All(summary.Faults, fault => Assert.InRange(fault.Found.Length, 0, RowError.MaxFoundLength));
        }
    }

    private static string GoodRows(int count) =>
        string.Concat(
            Enumerable
                .Range(0, count)
                .Select(i =>
                    $"good{i},Female,{30 + (i % 50)},0,0,No,Private,Rural,{80 + i},25.5,never smoked,0\n"
                )
        );

    private static Task<DatasetOutcome> ReadAsync(string file)
    {
        var text = file
            .Replace("{header}", Header, StringComparison.Ordinal)
            .Replace("{row}", Row, StringComparison.Ordinal);
        return DatasetReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
    }
}
