using System.IO.Pipelines;
using System.Text;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>CSV to scored CSV against only reading the file, with all its checks, and against only splitting it into fields.</summary>
internal static class CsvSpeed
{
    private const int Rows = 100_000;
    private const double Goal = 0.4;

    public static Task RunAsync(StrokeModel model, IReadOnlyList<DatasetRow> rows)
    {
        var file = Write(rows);
        var rates = Rate.Of(
            () => ScoreAsync(model, file).GetAwaiter().GetResult(),
            () => ReadAsync(file).GetAwaiter().GetResult());
        ScoringCommand.PrintRates("rows of CSV to scored CSV, against only reading them", rates[0], rates[1], Goal);
        return Task.CompletedTask;
    }

    private static byte[] Write(IReadOnlyList<DatasetRow> rows)
    {
        var text = new StringBuilder(string.Join(',', Schema.Inputs.Select(column => column.Name))).Append('\n');
        for (var i = 0; i < Rows; i++)
        {
            var patient = rows[i % rows.Count].Patient;
            text.AppendJoin(',', Schema.Inputs.Select(column => column.Format(patient[column]))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<long> ScoreAsync(StrokeModel model, byte[] file)
    {
        using var stream = new MemoryStream(file);
        await using var csv = await PatientCsvReader.OpenAsync(stream, CsvPurpose.Scoring, CancellationToken.None);
        var scoring = new CsvScoring(
            csv,
            PipeWriter.Create(Stream.Null),
            new ScoringRun(model, explain: false, requestId: null, log: null)
        );
        await scoring.RunAsync(CancellationToken.None);
        return scoring.Scored;
    }

    private static async Task<long> ReadAsync(byte[] file)
    {
        using var stream = new MemoryStream(file);
        await using var csv = await PatientCsvReader.OpenAsync(stream, CsvPurpose.Scoring, CancellationToken.None);
        var rows = 0L;
        while (await csv.ReadAsync(CancellationToken.None)) rows++;
        return rows;
    }
}
