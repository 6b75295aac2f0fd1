using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>
/// Every kind of file that clinics export, through the front door: what is taken in, what is refused, and with which words.
/// </summary>
public sealed class ClinicFileTests(Azurite azurite)
{
    private const string Header =
        "id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status,stroke";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>Patients as a clinic has them, numbered from 1001.</summary>
    private static readonly DatasetRow[] Known =
        [.. SyntheticRows.Draw(1, 300).Select((row, i) => row with { Id = (1001 + i).ToString(CultureInfo.InvariantCulture) })];

    private static readonly DatasetRow[] New = [.. SyntheticRows.Draw(2, 200).Select((row, i) => row with { Id = $"{5001 + i}" })];

    public static TheoryData<string, string> Refused => new()
    {
        { "01-outcome-coded-1-2.csv", "Column stroke: \"2\" stands in 2 of 60 rows, and 1 in every other" },
        { "04-glucose-mmol.csv", "They look like mmol/L: multiply by 18.016." },
        { "20-workbook-renamed.csv", "an Excel workbook (.xlsx)" },
    };

    public static TheoryData<string, int> TakenIn => new()
    {
        { "02-r-na-bmi.csv", 60 },
        { "13-flags-1.0.csv", 12 },
        { "14-categories-lower-case.csv", 12 },
        { "17-excel-semicolon-decimal-comma.csv", 12 },
        { "19-cp1252-unused-column.csv", 40 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task SharedCase_IsRefused_WithItsReason(string file, string reason)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync(file, Case(file));

        Assert.Equal("refused", State(entry));
        Assert.Contains(reason, Reason(entry), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(TakenIn))]
    public async Task SharedCase_IsTakenInWhole(string file, int atLeast)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync(file, Case(file));

        Assert.True(State(entry) == "taken_in", Reason(entry));
        Assert.Equal(0, Comparison(entry, "faulty_rows"));
        Assert.InRange(Comparison(entry, "patients"), atLeast, 1000);
    }

    [Fact]
    public async Task SharedCase_OfTheSamePatientsUnderOtherIds_BringsNobodyNew()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("base.csv", Case("03-ids-base.csv"));

        var entry = await app.UploadAsync("floats.csv", Case("03-ids-as-floats.csv"));

        Assert.Equal(("taken_in", 0), (State(entry), Comparison(entry, "new_patients")));
        Assert.Contains("nobody new", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharedCase_OfOtherPeopleUnderTheSameIds_IsRefused()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var first = Encoding.UTF8.GetString(Case("01-outcome-coded-1-2.csv")).TrimEnd().Split('\n');
        var decoded = first.Skip(1).Select(line => line.TrimEnd('\r')[..^1] + (line.TrimEnd('\r')[^1] == '2' ? "1" : "0"));
        await app.TakeInAsync("one.csv", Encoding.UTF8.GetBytes(string.Join('\n', decoded.Prepend(first[0].TrimEnd('\r')))));

        var entry = await app.UploadAsync("two.csv", Case("06-clinic-2-same-ids.csv"));

        Assert.Equal("refused", State(entry));
        Assert.Contains("ids of another numbering? Put a prefix of their own before the ids", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharedCase_OfStrokesOnly_WaitsForAPerson()
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("cases.csv", Case("05-cases-only.csv"));

        Assert.Equal("set_aside", State(entry));
        Assert.Contains("a selection of cases", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SharedCase_InGzip_IsTakenInLikeAnyOther()
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("zipped.csv", Case("07-gzip-with-content-encoding.csv.gz"), "gzip");

        Assert.True(State(entry) == "taken_in", Reason(entry));
    }

    [Theory]
    [InlineData("stroke", "0", "1", "1", "2", "Column stroke: \"2\" stands in")]
    [InlineData("hypertension", "0", "n", "1", "y", "Column hypertension: \"")]
    [InlineData("gender", "Male", "1", "Female", "2", "Column gender: \"")]
    public async Task File_IsRefused_WhenAColumnIsCodedOtherwise(string column, string one, string oneAs, string two, string twoAs,
        string reason)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("coded.csv", Changed(New, column, value => value == one ? oneAs : value == two ? twoAs : value));

        Assert.Equal("refused", State(entry));
        Assert.Contains(reason, Reason(entry), StringComparison.Ordinal);
        Assert.Contains("another coding", Reason(entry), StringComparison.Ordinal);
    }

    /// <summary>Three in a hundred are under the share of faulty rows that is set aside, and yet no slips.</summary>
    [Fact]
    public async Task File_IsRefused_WhenOneUnallowedValueStandsInManyRows_WhateverTheirShare()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var rows = SyntheticRows.Draw(3, 400);

        var entry = await app.UploadAsync("sentinel.csv", Changed(rows, "bmi", (value, i) => i % 33 == 0 ? "-9" : value));

        Assert.Equal("refused", State(entry));
        Assert.Contains("Column bmi: \"-9\" stands in 13 of 400 rows", Reason(entry), StringComparison.Ordinal);
    }

    /// <summary>Where a flag's 0 never occurs, its few 2 are no slips: 1 stands for no.</summary>
    [Theory]
    [InlineData("stroke")]
    [InlineData("heart_disease")]
    public async Task File_IsRefused_WhenAFlagIsCodedOneAndTwo_HoweverFewTheTwos(string column)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("coded.csv", Changed(New, column, (_, i) => i == 7 ? "2" : "1"));

        Assert.Equal("refused", State(entry));
        Assert.Contains($"Column {column}: \"2\" stands in 1 of 200 rows, and 1 in every other", Reason(entry),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRefused_WhenKnownPatientsHaveTheOtherOutcome()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var entry = await app.UploadAsync("reversed.csv", DatasetCsv.Of(Known[..100].Select(row => row with { Stroke = !row.Stroke })));

        Assert.Equal("refused", State(entry));
        Assert.Contains("100 of 100 known patients have another outcome than before: are 0 and 1 exchanged", Reason(entry),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("avg_glucose_level", 1 / 18.016, "They look like mmol/L: multiply by 18.016.")]
    [InlineData("avg_glucose_level", 0.01, "They look like g/L: multiply by 100.")]
    [InlineData("age", 12.0, "They look like months: divide by 12.")]
    [InlineData("age", 52.18, "They look like weeks: divide by 52.18.")]
    [InlineData("age", 365.25, "They look like days: divide by 365.25.")]
    [InlineData("bmi", 1 / 703.07, "They look like lb/in2: multiply by 703.07.")]
    public async Task File_IsRefused_WhenAColumnIsInAnotherUnit(string column, double factor, string reason)
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var entry = await app.UploadAsync("unit.csv", Changed(New, column, value => value == "N/A" ? value : Scaled(value, factor)));

        Assert.Equal("refused", State(entry));
        Assert.Contains(reason, Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRefused_WhenYearsOfBirthStandForAges()
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("born.csv", Changed(New, "age", (_, i) => $"{1930 + (i % 70)}"));

        Assert.Equal("refused", State(entry));
        Assert.Contains("They look like years of birth", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsTakenInWhole_WithHeadersInAnyFormAndNoBreakSpacesAroundNumbers()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var file = Encoding.UTF8.GetString(Changed(New, "age", value => $"\u00A0{value}\u202F"))
            .Replace(Header, "ID, Gender ,AGE,Hyper-Tension,Heart Disease,Ever Married,work type,residence-type,Avg Glucose Level,BMI,"
                + "Smoking Status,Stroke", StringComparison.Ordinal);

        var entry = await app.UploadAsync("lenient.csv", file);

        Assert.True(State(entry) == "taken_in", Reason(entry));
        Assert.Equal((0, New.Length), (Comparison(entry, "faulty_rows"), Comparison(entry, "patients")));
        var renamed = (await app.ShowAsync("lenient.csv")).GetProperty("summary").GetProperty("renamed_columns").EnumerateArray();
        Assert.Contains(renamed, column =>
            (column.GetProperty("found").GetString(), column.GetProperty("column").GetString()) == ("Heart Disease", "heart_disease"));
    }

    /// <summary>Put into its container by a blob client, which may compress what it sends and say so.</summary>
    [Theory]
    [InlineData("gzip", "taken_in")]
    [InlineData("zstd", "refused")]
    public async Task Blob_IsReadAsItsContentEncodingSays(string coding, string state)
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(DatasetCsv.Of(New), Ct);
        zipped.Position = 0;

        var entry = await app.PutBlobAsync("put.csv", zipped, coding);

        Assert.True(State(entry) == state, Reason(entry));
        if (state == "refused") Assert.Contains("Its Content-Encoding is zstd", Reason(entry), StringComparison.Ordinal);
    }

    /// <summary>The trigger sees every blob; the timer and the report leave one of another kind alone, as the reason says.</summary>
    [Fact]
    public async Task Blob_OfAnotherKindOfName_IsRefusedOnce()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        using var notes = new MemoryStream(DatasetCsv.Of(New));

        var entry = await app.PutBlobAsync("notes.txt", notes);

        Assert.Equal("refused", State(entry));
        Assert.Contains("does not end with .csv", Reason(entry), StringComparison.Ordinal);
        using var report = await app.Client.PostAsync("api/reports", null, Ct);
        Assert.Equal(HttpStatusCode.Conflict, report.StatusCode);
    }

    [Theory]
    [InlineData(100.0, "heights in centimetres")]
    [InlineData(1.0, "heights in metres")]
    public async Task File_IsRefused_WhenHeightsStandForBmi(double factor, string reason)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("heights.csv", Changed(New, "bmi", (_, i) => $"{factor * (1.5 + (i % 40 * 0.01)):0.##}"));

        Assert.Equal("refused", State(entry));
        Assert.Contains(reason, Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRefused_WhenAThirdOfItsGlucoseIsInMmol()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var entry = await app.UploadAsync("mixed.csv", Changed(New, "avg_glucose_level", (value, i) => i % 3 == 0
            ? Scaled(value, 1 / 18.016) : value));

        Assert.Equal("refused", State(entry));
        Assert.Contains("mmol/L", Reason(entry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NA")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("None")]
    [InlineData(".")]
    [InlineData("#N/A")]
    [InlineData("<NA>")]
    [InlineData("\\N")]
    [InlineData("#NULL!")]
    [InlineData("n/a")]
    [InlineData(".B")]
    [InlineData("#NV")]
    [InlineData("1.#QNAN")]
    public async Task File_IsTakenInWhole_HoweverItSpellsMissing(string spelling)
    {
        await using var app = await ClinicApp.StartAsync(azurite);

        var entry = await app.UploadAsync("missing.csv", Changed(New, "bmi", value => value == "N/A" ? spelling : value));

        Assert.True(State(entry) == "taken_in", Reason(entry));
        Assert.Equal(0, Comparison(entry, "faulty_rows"));
        var told = Assert.Single((await app.ShowAsync("missing.csv")).GetProperty("summary").GetProperty("spellings").EnumerateArray());
        Assert.Equal(("bmi", "missing", New.Count(row => double.IsNaN(row.Patient[Schema.Bmi]))),
            (told.GetProperty("column").GetString(), told.GetProperty("read_as").GetString(), told.GetProperty("rows").GetInt32()));
    }

    [Fact]
    public async Task SetAsideRows_AreInTheReasonAndComeBackAsTheyWere()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var faulty = "x-1,Female,NA,0,0,Yes,Private,Urban,100,20,smokes,0,\"two\nlines\"";
        var good = Encoding.UTF8.GetString(DatasetCsv.Of(New)).TrimEnd().Split('\n');

        var entry = await app.UploadAsync("faulty.csv",
            $"{good[0]},note\n{string.Join('\n', good.Skip(1).Select(line => line + ",x"))}\n{faulty}\n");

        Assert.Equal("taken_in", State(entry));
        Assert.Contains("1 row was set aside: age 1 (\"NA\" in 1).", Reason(entry), StringComparison.Ordinal);
        var rejected = await app.Client.GetStringAsync("api/datasets/faulty.csv/rejected", Ct);
        Assert.Equal($"{good[0]},note,problem\n{faulty},\"line 202, age: found NA, allowed 0 to 120 years\"\n", rejected);
    }

    [Theory]
    [InlineData("{0}.0")]
    [InlineData("00{0}")]
    [InlineData("{0:N0}")]
    [InlineData("=\"\"{0}\"\"")]
    public async Task Patients_AreKnown_WhenAProgramRewroteTheirNumbers(string format)
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var again = Changed(Known[..50], "id",
            id => $"\"{string.Format(CultureInfo.InvariantCulture, format, int.Parse(id, CultureInfo.InvariantCulture))}\"");
        var entry = await app.UploadAsync("again.csv", again);

        Assert.Equal(("taken_in", 0, 50), (State(entry), Comparison(entry, "new_patients"), Comparison(entry, "repeated_patients")));
    }

    [Fact]
    public async Task Patients_AreRecognisedByTheirTenValues_WhenTheyComeUnderOtherIds()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var entry = await app.UploadAsync("renamed.csv", DatasetCsv.Of(Known[..80].Select((row, i) => row with { Id = $"new-{i}" })));

        Assert.Equal(("taken_in", 0, 80), (State(entry), Comparison(entry, "new_patients"), Comparison(entry, "recognised_patients")));
        Assert.Contains("80 under other ids, recognised by their ten values", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRefused_WhenOtherPeopleHaveTheSameIds()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        await app.TakeInAsync("known.csv", DatasetCsv.Of(Known));

        var entry = await app.UploadAsync("clinic-2.csv", DatasetCsv.Of(New.Select((row, i) => row with { Id = Known[i].Id })));

        Assert.Equal("refused", State(entry));
        Assert.Contains("are younger than before or of another sex: ids of another numbering?", Reason(entry), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', ',', "utf-8", true, "")]
    [InlineData('\t', '.', "utf-8", false, "")]
    [InlineData('\t', ',', "utf-16", true, "")]
    [InlineData(';', ',', "utf-16BE", true, "")]
    [InlineData(';', ',', "utf-16", false, "")]
    [InlineData(';', ',', "utf-8", true, "sep=;\r\n")]
    [InlineData('|', '.', "utf-8", false, "")]
    public async Task File_IsTakenInWhole_InWhateverDialect(char delimiter, char point, string encoding, bool mark, string first)
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var text = first + Encoding.UTF8.GetString(DatasetCsv.Of(New)).Replace('.', point).Replace("\n", "\r\n", StringComparison.Ordinal);
        if (point == ',') text = first + Semicolons(New, delimiter);
        else text = text.Replace(',', delimiter);
        var encoder = Encoding.GetEncoding(encoding);

        var entry = await app.UploadAsync("dialect.csv", [.. mark ? encoder.GetPreamble() : [], .. encoder.GetBytes(text)]);

        Assert.True(State(entry) == "taken_in", Reason(entry));
        Assert.Equal((0, 200), (Comparison(entry, "faulty_rows"), Comparison(entry, "patients")));
        var format = (await app.ShowAsync("dialect.csv")).GetProperty("summary").GetProperty("format");
        Assert.Equal(point == ',' ? "comma" : "point", format.GetProperty("decimal").GetString());
        Assert.StartsWith(encoding == "utf-8" ? "UTF-8" : "UTF-16", format.GetProperty("encoding").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_IsRefused_WhenItsDecimalMarkIsAmbiguous()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        var lines = Semicolons(New, ';').Split("\r\n");
        var mixed = string.Join("\r\n", lines.Select((line, i) => i % 2 == 0 ? line : line.Replace(',', '.')));

        var entry = await app.UploadAsync("mixed.csv", mixed);

        Assert.Equal("refused", State(entry));
        Assert.Contains("numbers with a decimal comma and", Reason(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ReplacesARefusedDataset_UnderItsOwnName()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        Assert.Equal("refused", State(await app.UploadAsync("a.csv", "a,b\n1,2\n")));

        var entry = await app.UploadAsync("a.csv", DatasetCsv.Of(New));

        Assert.Equal("taken_in", State(entry));
        using var same = new ByteArrayContent(DatasetCsv.Of(New)) { Headers = { ContentType = new("text/csv") } };
        using var again = await app.Client.PostAsync("api/datasets?name=b.csv", same, Ct);
        using var told = JsonDocument.Parse(await again.Content.ReadAsStringAsync(Ct));
        Assert.Equal(("taken_in", "a.csv"), (told.RootElement.GetProperty("state").GetString(),
            told.RootElement.GetProperty("same_as").GetString()));
    }

    [Fact]
    public async Task File_RefusedAgainstATable_IsWorkedOnAnew_WhenTheTableHasChangedAndItComesAgain()
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        DatasetRow[] rows = [.. Known.Where(row => row.Stroke).Take(11), .. Known.Where(row => !row.Stroke).Take(11)];
        await app.TakeInAsync("bad.csv", DatasetCsv.Of(rows.Select(row => row with { Stroke = !row.Stroke })));
        var good = DatasetCsv.Of(rows);
        Assert.Equal("refused", State(await app.UploadAsync("good.csv", good)));
        using var withdrawn = await app.Client.PostAsync(
            "api/datasets/bad.csv/withdraw",
            new StringContent("""{"reason":"exchanged"}""", Encoding.UTF8, "application/json"),
            Ct
        );
        Assert.True(withdrawn.IsSuccessStatusCode);

        var entry = await app.UploadAsync("good.csv", good);

        Assert.Equal("taken_in", State(entry));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflated", false)]
    public async Task Upload_HeedsItsContentEncoding(string coding, bool isKnown)
    {
        await using var app = await ClinicApp.StartAsync(azurite);
        using var zipped = new MemoryStream();
        await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync(DatasetCsv.Of(New), Ct);
        using var content = new ByteArrayContent(zipped.ToArray()) { Headers = { ContentType = new("text/csv") } };
        content.Headers.ContentEncoding.Add(coding);

        using var answer = await app.Client.PostAsync("api/datasets?name=zipped.csv", content, Ct);

        Assert.Equal(isKnown ? 202 : 415, (int)answer.StatusCode);
    }

    /// <summary>A file with semicolons and decimal commas, as Excel saves one where the comma divides decimals.</summary>
    private static string Semicolons(IEnumerable<DatasetRow> rows, char delimiter) => string.Join("\r\n",
        rows.Select(row => string.Join(delimiter,
            [row.Id, .. Schema.Inputs.Select(c => c.Format(row.Patient[c]).Replace('.', ',')), row.Stroke ? "1" : "0"]))
        .Prepend(Header.Replace(',', delimiter))) + "\r\n";

    private static byte[] Changed(IEnumerable<DatasetRow> rows, string column, Func<string, string> change) =>
        Changed(rows, column, (value, _) => change(value));

    private static byte[] Changed(IEnumerable<DatasetRow> rows, string column, Func<string, int, string> change)
    {
        var lines = Encoding.UTF8.GetString(DatasetCsv.Of(rows)).TrimEnd().Split('\n');
        var position = Array.IndexOf(lines[0].Split(','), column);
        var changed = lines.Skip(1).Select((line, i) =>
        {
            var fields = line.Split(',');
            fields[position] = change(fields[position], i);
            return string.Join(',', fields);
        });
        return Encoding.UTF8.GetBytes(string.Join('\n', changed.Prepend(lines[0])) + "\n");
    }

    private static string Scaled(string value, double factor) =>
        (double.Parse(value, CultureInfo.InvariantCulture) * factor).ToString("0.##", CultureInfo.InvariantCulture);

    private static byte[] Case(string name) => File.ReadAllBytes(Repository.Shared("cases", name));

    private static string? State(JsonElement entry) => entry.GetProperty("state").GetString();

    private static string Reason(JsonElement entry) => entry.TryGetProperty("reason", out var reason) ? reason.GetString()! : "";

    private static int Comparison(JsonElement entry, string count) => entry.GetProperty("comparison").GetProperty(count).GetInt32();
}
