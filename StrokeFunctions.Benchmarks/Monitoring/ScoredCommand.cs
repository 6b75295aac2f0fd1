using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using StrokeFunctions.Model;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Benchmarks.Monitoring;

/// <summary>
/// Times the report over a scoring log of so many lines, and tells the memory it took. The log is made while it is read, and nothing of it
/// is kept; of every tenth patient an outcome was told.
/// </summary>
internal static class ScoredCommand
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(string csv, int count)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var (model, trained, rows) = await ReportCommand.TrainAsync(csv);
        var profile = ReferenceProfile.Of(rows, [.. trained.OuterCrossValidation.Select(h => h.Probability)], model);
        Tell("trained", TimeSpan.Zero);

        var before = Environment.CpuUsage.TotalTime;
        await using var none = new LogStream(rows, model, count);
        await none.CopyToAsync(Stream.Null);
        var making = Environment.CpuUsage.TotalTime - before;
        Tell($"log of {count} lines made alone, {none.BytesMade / 1e6:0} MB", making);

        before = Environment.CpuUsage.TotalTime;
        await using var log = new LogStream(rows, model, count);
        var window = new ScoringWindow(ScoringWindow.MaxRows);
        await foreach (var scored in ScoredPatientLine.ReadAllAsync(log, CancellationToken.None)) window.Add(scored);
        for (var i = 0; i < count; i += 10)
            window.Add(new Outcome(LogStream.IdOf(i), rows[i % rows.Count].Stroke ? 1 : 0, DateOnly.FromDateTime(Begin.Date).AddDays(30)));
        var current = window.ToRows();
        Tell($"read, {current.Count} of {window.Seen} lines kept", Environment.CpuUsage.TotalTime - before - making);

        before = Environment.CpuUsage.TotalTime;
        var report = ReportBuilder.Build(new ReportBuilder.Input(
            DateOnly.FromDateTime(Begin.Date).AddDays(7), model, true, null, profile, trained.Evaluation, PatientFingerprints.Of(rows),
            new Window(WindowKind.Scoring, "scored patients", Begin, Begin.AddDays(7), current, new FaultCounts())
            {
                SampledFrom = window.Seen > current.Count ? window.Seen : null,
            },
            [], profile.CalibratedOn(), []));
        var html = DriftReport.Render(report);
        Tell($"reported, {html.Length / 1000} kB of HTML: {report.Verdict.Sentence}", Environment.CpuUsage.TotalTime - before);
        return 0;
    }

    private static void Tell(string what, TimeSpan took)
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"{took.TotalSeconds,6:0.0} s of processor time  {process.PeakWorkingSet64 / 1e6,5:0} MB at most  {what}");
    }

    /// <summary>Makes the lines of a log as they are asked for.</summary>
    private sealed class LogStream(IReadOnlyList<DatasetRow> rows, StrokeModel model, int count) : Stream
    {
        private const int LinesAtOnce = 500;

        private readonly double[] _probabilities = [.. rows.Select(row => model.Probability(row.Patient))];
        private readonly ArrayBufferWriter<byte> _lines = new();
        private int _made;
        private int _at;

        public long BytesMade { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public static string IdOf(int number) => $"scored-{number:00000000}";

        public override int Read(Span<byte> buffer)
        {
            if (_at == _lines.WrittenCount) Make();
            var length = Math.Min(buffer.Length, _lines.WrittenCount - _at);
            _lines.WrittenSpan.Slice(_at, length).CopyTo(buffer);
            _at += length;
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Make()
        {
            _lines.ResetWrittenCount();
            _at = 0;
            using var writer = new Utf8JsonWriter(_lines);
            for (var end = Math.Min(count, _made + LinesAtOnce); _made < end; _made++)
            {
                var patient = rows[_made % rows.Count].Patient;
                // So many different values as hundredths give.
                patient[Schema.AverageGlucoseLevel.Index] = Math.Round(patient[Schema.AverageGlucoseLevel] + (_made % 1009 / 1000.0), 2);
                var probability = _probabilities[_made % rows.Count];
                ScoredPatientLine.Write(writer, new ScoredPatient(
                    Begin.AddMilliseconds(60.0 * _made), model.Version, ScoredName.OfPatient(IdOf(_made)), patient, probability,
                    probability >= model.Threshold));
                writer.Flush();
                writer.Reset();
                _lines.Write("\n"u8);
            }

            BytesMade += _lines.WrittenCount;
        }
    }
}
