using System.Text;
using BenchmarkDotNet.Attributes;
using StrokeFunctions.Patients;
using StrokeFunctions.Samples;
using HelperReader = CsvHelper.CsvReader;
using SylvanReader = Sylvan.Data.Csv.CsvDataReader;

namespace StrokeFunctions.Benchmarks;

/// <summary>
/// Which CSV package reads a million patients fastest, and what our checks of every value cost on top.
/// Each package reads asynchronously from a stream, with the encoding checked, and looks at every field once.
/// </summary>
[MemoryDiagnoser]
[InProcess]
[WarmupCount(2)]
[IterationCount(8)]
public class CsvBenchmarks
{
    private const int Rows = 1_000_000;
    private const int BufferSize = 64 * 1024;
    private byte[] _file = [];

    [GlobalSetup]
    public void Draw()
    {
        var lines = SampleDataset.Csv().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder(lines[0]).Append('\n');
        for (var i = 0; i < Rows; i++) text.Append(lines[1 + (i % (lines.Length - 1))]).Append('\n');
        _file = Encoding.UTF8.GetBytes(text.ToString());
    }

    [Benchmark(Baseline = true)]
    public async Task<long> CsvHelperFields()
    {
        long sum = 0;
        await using var csv = HelperReader.Create(new MemoryStream(_file), new CsvHelper.CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            BufferSize = BufferSize,
            MaxRecordSize = BufferSize,
        });
        while (await csv.ReadAsync())
        {
            if (!System.Text.Unicode.Utf8.IsValid(csv.RawRecord)) throw new InvalidDataException();
            for (var i = 0; i < csv.FieldCount; i++) sum += csv.GetSpan(i).Length;
        }

        return sum;
    }

    [Benchmark]
    public async Task<long> SylvanFields()
    {
        long sum = 0;
        using var text = new StreamReader(new MemoryStream(_file), new UTF8Encoding(false, throwOnInvalidBytes: true));
        await using var csv = await SylvanReader.CreateAsync(
            text, new Sylvan.Data.Csv.CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', BufferSize = BufferSize });
        while (await csv.ReadAsync())
        {
            for (var i = 0; i < csv.RowFieldCount; i++) sum += csv.GetFieldSpan(i).Length;
        }

        return sum;
    }

    [Benchmark]
    public async Task<long> CheckedPatients()
    {
        long strokes = 0;
        await using var csv = await PatientCsvReader.OpenAsync(new MemoryStream(_file), CsvPurpose.Dataset, default);
        while (await csv.ReadAsync(default))
        {
            if (csv.Outcome == true) strokes++;
        }

        return strokes;
    }
}
