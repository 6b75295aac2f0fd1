using System.Buffers;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>The lines of the scoring log.</summary>
public class ScoredPatientLineTests
{
    private static readonly ScoredPatient[] Scored =
    [
        .. SomePatients.Random(1, 3000).Select((patient, i) => new ScoredPatient(
            new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).AddSeconds(i),
            "v",
            i % 3 == 0 ? ScoredName.OfPatient($"ä \"{i}\"") : i % 3 == 1 ? ScoredName.OfRequest($"r{i}", i) : default,
            patient,
            i / 3000.0,
            i % 2 == 0)),
    ];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAllAsync_GivesWhatWasWritten_WhateverPiecesItComesIn(bool endsWithALine)
    {
        var bytes = Bytes(Scored);
        await using var stream = new Pieces(endsWithALine ? bytes : bytes[..^1]);

        var read = new List<ScoredPatient>();
        await foreach (var scored in ScoredPatientLine.ReadAllAsync(stream, TestContext.Current.CancellationToken)) read.Add(scored);

        Assert.Equal(Scored, read);
    }

    [Fact]
    public void Read_TakesFieldsInAnyOrder_AndPassesOverOthers()
    {
        var line = Encoding.UTF8.GetString(Bytes(Scored[..1])).TrimEnd('\n');
        using var json = JsonDocument.Parse(line);
        var fields = json.RootElement.EnumerateObject().Reverse().Select(field => field.ToString());
        var reversed = "{\"more\":{\"a\":[1]}," + string.Join(",", fields) + "}";

        Assert.Equal(Scored[0], ScoredPatientLine.Read(Encoding.UTF8.GetBytes(reversed)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"age\":", "\"agee\":")]
    [InlineData("\"at\":", "\"when\":")]
    [InlineData("\"at_risk\":true", "\"at_risk\":1")]
    [InlineData("\"model_version\":\"v\"", "\"model_version\":3")]
    [InlineData("\"gender\":\"", "\"gender\":\"Un")]
    [InlineData("{\"at\"", "[{\"at\"")]
    [InlineData("true}", "true}}")]
    [InlineData("true}", "true")]
    public void Read_GivesNothing_OfALineThatWasNotWrittenSo(string part, string instead)
    {
        var line = Encoding.UTF8.GetString(Bytes(Scored[..1])).TrimEnd('\n');
        Assert.Contains(part, line, StringComparison.Ordinal);

        var changed = part.Length == 0 ? "" : line.Replace(part, instead, StringComparison.Ordinal);
        Assert.Null(ScoredPatientLine.Read(Encoding.UTF8.GetBytes(changed)));
    }

    private static byte[] Bytes(IEnumerable<ScoredPatient> all)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        foreach (var scored in all)
        {
            ScoredPatientLine.Write(writer, scored);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Gives a few bytes at once, so that lines and fields are cut everywhere.</summary>
    private sealed class Pieces(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly Random _random = new(1);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, _random.Next(1, 900))], cancellationToken);
    }
}
