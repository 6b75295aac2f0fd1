using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>
/// A CSV file in, the same file out with four columns more, in constant memory: stroke_probability, at_risk (0 or 1), model_version
/// and problem (why a row was not scored). A row that can't be taken apart is left empty but for its problem, which names its line.
/// </summary>
/// <param name="csv">The file, its header read.</param>
/// <param name="output">Takes the scored file.</param>
/// <param name="run">The request.</param>
/// <param name="rejected">Takes the faulty rows alone, each with its problem; null if nobody wants them apart.</param>
/// <param name="neutralize">Whether fields that a spreadsheet would take for formulas are made plain.</param>
internal sealed class CsvScoring(
    PatientCsvReader csv, PipeWriter output, ScoringRun run, PipeWriter? rejected = null, bool neutralize = false)
{
    /// <summary>Bytes that are written before they are sent on.</summary>
    private const int FlushAfter = 64 * 1024;

    /// <summary>The longest number and flag with their commas.</summary>
    private const int MaxAnswerLength = 64;

    private const uint ProbabilityScale = 100_000_000;

    private readonly byte _delimiter = (byte)csv.Delimiter;
    private readonly byte _decimal = (byte)(csv.DecimalComma ? ',' : '.');
    private readonly byte[] _version = Encoding.UTF8.GetBytes($"{csv.Delimiter}{run.Model.Version}{csv.Delimiter}");
    private readonly byte[] _emptyRecord = Encoding.UTF8.GetBytes(new string(csv.Delimiter, (csv.Header?.Names.Count ?? 1) - 1));

    /// <summary>Rows that got an answer.</summary>
    public long Scored { get; private set; }

    /// <summary>Rows that got a problem.</summary>
    public long Faulty { get; private set; }

    /// <summary>Answers at or above the threshold.</summary>
    public long AtRisk { get; private set; }

    /// <summary>Scores the file, whose header has been read, to its end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WriteRecord(output);
        Encoding.UTF8.GetBytes(string.Join(csv.Delimiter, "", "stroke_probability", "at_risk", "model_version", "problem\n"), output);
        if (rejected is not null) WriteRecord(rejected);
        if (rejected is not null) Encoding.UTF8.GetBytes($"{csv.Delimiter}problem\n", rejected);
        while (await csv.ReadAsync(cancellationToken))
        {
            if (csv.RowFaults.Count == 0) Score();
            else WriteFaulty(csv.RowFaults, csv.RawRecord);
            if (output.UnflushedBytes > FlushAfter) await output.FlushAsync(cancellationToken);
            if (rejected?.UnflushedBytes > FlushAfter) await rejected.FlushAsync(cancellationToken);
        }

        if (csv.FileFaults.Count > 0) WriteFaulty(csv.FileFaults, _emptyRecord);
        await output.FlushAsync(cancellationToken);
        if (rejected is not null) await rejected.FlushAsync(cancellationToken);
    }

    private void Score()
    {
        var probability = run.Model.Probability(csv.Patient);
        var atRisk = run.Model.IsAtRisk(probability);
        run.Record(csv.Patient, probability, atRisk, run.IsLogged ? csv.Id : null, (int)(Scored + Faulty));
        WriteScored(probability, atRisk);
        Scored++;
        if (atRisk) AtRisk++;
    }

    private void WriteScored(double probability, bool atRisk)
    {
        var record = csv.RawRecord;
        if (neutralize)
        {
            csv.WriteNeutralized(output);
            record = [];
        }

        var span = output.GetSpan(record.Length + MaxAnswerLength + _version.Length);
        record.CopyTo(span);
        var length = record.Length;
        span[length++] = _delimiter;
        length += WriteProbability(probability, span[length..]);
        span[length++] = _delimiter;
        span[length++] = atRisk ? (byte)'1' : (byte)'0';
        _version.CopyTo(span[length..]);
        length += _version.Length;
        span[length++] = (byte)'\n';
        output.Advance(length);
    }

    /// <summary>Eight decimals: a person needs two, and the shortest exact text would take as long as the scoring.</summary>
    private int WriteProbability(double probability, Span<byte> text)
    {
        var scaled = (uint)Math.Round(probability * ProbabilityScale);
        var isOne = scaled == ProbabilityScale;
        text[0] = isOne ? (byte)'1' : (byte)'0';
        text[1] = _decimal;
        (isOne ? 0 : scaled).TryFormat(text[2..], out var decimals, "D8", CultureInfo.InvariantCulture);
        return decimals + 2;
    }

    /// <summary>A row that could not be taken apart is left empty among the scored; among the rejected it stands as it came.</summary>
    private void WriteFaulty(IReadOnlyList<RowError> faults, ReadOnlySpan<byte> asItCame)
    {
        var problems = string.Join("; ", faults.Select(fault => fault.InWords())).Replace("\"", "\"\"", StringComparison.Ordinal);
        var problem = $"{csv.Delimiter}\"{problems}\"\n";
        var isReadable = faults.All(fault => fault.Column is not null);
        if (isReadable) WriteRecord(output);
        else output.Write(_emptyRecord);
        output.Write([_delimiter, _delimiter]);
        output.Write(_version.AsSpan(..^1));
        Encoding.UTF8.GetBytes(problem, output);
        Faulty++;
        if (rejected is null) return;
        if (isReadable) WriteRecord(rejected);
        else rejected.Write(asItCame);
        Encoding.UTF8.GetBytes(problem, rejected);
    }

    private void WriteRecord(PipeWriter writer)
    {
        if (neutralize) csv.WriteNeutralized(writer);
        else writer.Write(csv.RawRecord);
    }
}

/// <summary>A request that is a CSV file, answered in kind.</summary>
internal static class CsvAnswer
{
    /// <summary>Streams the scored file, or gives the problem of a file that can't be read at all.</summary>
    public static async Task<IResult> WriteAsync(
        Stream body, HttpResponse response, ScoringRun run, bool neutralize, CancellationToken cancellationToken)
    {
        await using var csv = await PatientCsvReader.OpenAsync(body, CsvPurpose.Scoring, cancellationToken);
        if (csv.Header is null)
        {
            var errors = new FaultList();
            errors.AddRange(csv.FileFaults);
            return new Problem(StatusCodes.Status400BadRequest, "The file can't be read.", Errors: errors);
        }

        response.ContentType = "text/csv; charset=utf-8";
        await new CsvScoring(csv, response.BodyWriter, run, neutralize: neutralize).RunAsync(cancellationToken);
        return TypedResults.Empty;
    }
}
