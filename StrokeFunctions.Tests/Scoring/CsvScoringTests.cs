using System.IO.Pipelines;
using System.Text;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

public sealed class CsvScoringTests
{
    private const string Header =
        "gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status\n";

    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>The file has no end until its first scores have been read, so whoever waits for its end waits for ever.</summary>
    [Fact]
    public async Task Run_GivesScoresBeforeTheFileEnds()
    {
        var row = Encoding.UTF8.GetBytes(
            string.Join(',', Schema.Inputs.Select(column => column.Format(SomePatients.Random(1, 1).First()[column]))) + "\n"
        );
        var (file, scored) = (new Pipe(), new Pipe());
        await file.Writer.WriteAsync(Encoding.UTF8.GetBytes(Header), Ct);
        using var firstScores = new CancellationTokenSource();
        var writing = WriteUntilAsync(firstScores.Token);
        await using var csv = await PatientCsvReader.OpenAsync(file.Reader.AsStream(), CsvPurpose.Scoring, Ct);
        var scoring = new CsvScoring(
            csv,
            scored.Writer,
            new ScoringRun(Models.Load(Models.Random(1)), explain: false, requestId: null, log: null)
        );
        var run = scoring.RunAsync(Ct);

        var first = await scored.Reader.ReadAtLeastAsync(1000, Ct).AsTask().WaitAsync(Eventually.Timeout, Ct);
        scored.Reader.AdvanceTo(first.Buffer.End);
        await firstScores.CancelAsync();
        var draining = scored.Reader.CopyToAsync(Stream.Null, Ct);
        await run;
        await scored.Writer.CompleteAsync();
        await draining;

        Assert.Equal(await writing, scoring.Scored);

        async Task<long> WriteUntilAsync(CancellationToken end)
        {
            var rows = 0L;
            for (; !end.IsCancellationRequested; rows++) await file.Writer.WriteAsync(row, Ct);
            await file.Writer.CompleteAsync();
            return rows;
        }
    }
}
