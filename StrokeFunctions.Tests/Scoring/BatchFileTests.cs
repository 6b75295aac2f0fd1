using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>Files of the container scoring-batches, through the real app.</summary>
public sealed class BatchFileTests(ScoringApp app, Azurite azurite) : IClassFixture<ScoringApp>
{
    private const string Header =
        "gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private BlobStore Store => app.Services.GetRequiredService<BlobStore>();

    [Fact]
    public async Task ScoreBatch_WritesScoresRejectedRowsAndASummary()
    {
        var rows = SomePatients.Random(8, 3000).Select(Line).ToList();
        rows[10] = rows[10].Replace("ale,", "ole,", StringComparison.Ordinal).Replace("Other,", "None,", StringComparison.Ordinal);

        var summary = await ScoreAsync("many", $"{Header}\n{string.Join('\n', rows)}\n");

        Assert.Equal("scored", (string?)summary["status"]);
        Assert.Equal((2999, 1), ((int)summary["scored_rows"]!, (int)summary["faulty_rows"]!));
        var scored = await ReadLinesAsync("many.csv");
        Assert.Equal(3002, scored.Length);
        Assert.Equal(2999, scored.Count(line => line.EndsWith($",{Champion.Version},", StringComparison.Ordinal)));
        Assert.Equal(
            (int)summary["at_risk_rows"]!,
            scored.Count(line => line.EndsWith($",1,{Champion.Version},", StringComparison.Ordinal))
        );
        var rejected = await ReadLinesAsync("rejected/many.csv");
        Assert.Equal(3, rejected.Length);
        Assert.Equal($"{Header},problem", rejected[0]);
        Assert.StartsWith(rows[10] + ",\"line 12, gender: found ", rejected[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty", "", "refused")]
    [InlineData("wrong", "a,b\n1,2\n", "refused")]
    [InlineData("open", "HEADER\nMale,67,0,1,Yes,Private,Urban,228.69,36.6,\"formerly smoked", "broken_off")]
    public async Task ScoreBatch_SaysWhy_WhenTheFileCannotBeRead(string name, string content, string status)
    {
        var summary = await ScoreAsync(name, content.Replace("HEADER", Header, StringComparison.Ordinal));

        Assert.Equal(status, (string?)summary["status"]);
        Assert.NotEmpty(summary["faults"]!.AsArray());
    }

    [Fact]
    public async Task ScoreBatch_LeavesAnothersRejectedRowsAlone_WhateverAFileIsCalled()
    {
        var rows = SomePatients.Random(9, 2).Select(Line).ToList();
        await ScoreAsync("mine", $"{Header}\n{rows[0]}\nnonsense,{rows[1][(rows[1].IndexOf(',', StringComparison.Ordinal) + 1)..]}\n");
        var rejected = await ReadLinesAsync("rejected/mine.csv");

        var summary = await ScoreAsync("rejected/mine", $"{Header}\n{rows[0]}\n");
        await ScoreAsync("mine.rejected", $"{Header}\n{rows[0]}\n");

        Assert.Equal("refused", (string?)summary["status"]);
        Assert.Equal(rejected, await ReadLinesAsync("rejected/mine.csv"));
    }

    [Fact]
    public async Task ScoreBatch_MakesFormulasPlain_WhenItIsAskedTo()
    {
        await using var plain = await Champion.StartAppAsync(
            azurite, ScoringApp.Document, new Dictionary<string, string?> { ["Scoring:NeutralizeFormulas"] = "True" });
        var row = Line(SomePatients.Random(9, 1)[0]);
        using var body = new StringContent($"id,{Header},note\n\"=HYPERLINK(\"\"x\"\")\",{row},a b\nplain,{row},c\n", Encoding.UTF8,
            "text/csv");
        using var same = new StringContent($"id,{Header}\n=1,{row}\n", Encoding.UTF8, "text/csv");

        using var answer = await plain.Client.PostAsync("api/score", body, Ct);
        using var asSent = await app.Client.PostAsync("api/score", same, Ct);

        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split('\n');
        Assert.StartsWith("\"'=HYPERLINK(\"\"x\"\")\",", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"plain,{row},c,", lines[2], StringComparison.Ordinal);
        Assert.StartsWith($"=1,{row},", (await asSent.Content.ReadAsStringAsync(Ct)).Split('\n')[1], StringComparison.Ordinal);
    }

    private static string Line(StrokeFunctions.Patients.Patient patient) =>
        string.Join(',', StrokeFunctions.Patients.Schema.Inputs.Select(column => column.Format(patient[column])));

    private async Task<JsonNode> ScoreAsync(string name, string content)
    {
        await Store.CreateAsync(Containers.ScoringBatches, $"{name}.csv", Encoding.UTF8.GetBytes(content), "text/csv", Ct);
        var blob = await Eventually.ValueAsync(() => Store.ReadAsync(Containers.Scores, $"{name}.json", Ct));
        return JsonNode.Parse(blob.Content.Span)!;
    }

    private async Task<string[]> ReadLinesAsync(string name) =>
        Encoding.UTF8.GetString((await Store.ReadAsync(Containers.Scores, name, Ct))!.Content.Span).Split('\n');
}
