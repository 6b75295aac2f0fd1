using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>
/// What was scored: scoring-log/{yyyy}/{MM}/{dd}/{HH}-{writer}.jsonl, append blobs. Each process writes blobs of its own,
/// so that no two ever contend, and a new one each hour, far below the 50,000 appends that a blob can take.
/// </summary>
internal sealed class ScoringLog(BlobStore store)
{
    /// <summary>The most bytes of one append; Azure allows 4 MiB in every service version.</summary>
    private const int MaximumAppendLength = 4 * 1024 * 1024;

    private readonly string _writer = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];

    /// <summary>Adds scored patients, in one append for each hour and 4 MiB. Meant for batches: an append costs a request.</summary>
    public async Task AppendAsync(IReadOnlyList<ScoredPatient> batch, CancellationToken ct)
    {
        foreach (var hour in batch.GroupBy(scored => NameOf(scored.At, _writer)))
        {
            var buffer = new ArrayBufferWriter<byte>();
            using var writer = new Utf8JsonWriter(buffer);
            foreach (var scored in hour)
            {
                var before = buffer.WrittenCount;
                ScoredPatientLine.Write(writer, scored);
                writer.Flush();
                writer.Reset();
                buffer.Write("\n"u8);
                if (buffer.WrittenCount + (buffer.WrittenCount - before) <= MaximumAppendLength) continue;
                await WriteAsync(hour.Key, buffer, ct);
            }

            if (buffer.WrittenCount > 0) await WriteAsync(hour.Key, buffer, ct);
        }
    }

    /// <summary>What was scored from one moment (included) to another (excluded), streamed, hour by hour.</summary>
    public async IAsyncEnumerable<ScoredPatient> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var day = DateOnly.FromDateTime(from.UtcDateTime); day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) < to.UtcDateTime; day = day.AddDays(1))
        {
            await foreach (var blob in store.ListAsync(Containers.ScoringLog, FolderOf(day), ct))
            {
                await foreach (var line in ReadLinesAsync(blob, ct))
                {
                    if (ScoredPatientLine.Read(line) is { } scored && scored.At >= from && scored.At < to) yield return scored;
                }
            }
        }
    }

    private static string FolderOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy'/'MM'/'dd}/");

    private static string NameOf(DateTimeOffset at, string writer) => string.Create(
        CultureInfo.InvariantCulture, $"{FolderOf(DateOnly.FromDateTime(at.UtcDateTime))}{at.UtcDateTime:HH}-{writer}.jsonl");

    private async Task WriteAsync(string name, ArrayBufferWriter<byte> buffer, CancellationToken ct)
    {
        await store.AppendAsync(Containers.ScoringLog, name, buffer.WrittenMemory, "application/x-ndjson", null, ct);
        buffer.ResetWrittenCount();
    }

    private async IAsyncEnumerable<string> ReadLinesAsync(BlobEntry blob, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var stream = await store.OpenReadAsync(Containers.ScoringLog, blob.Name, null, ct);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (await reader.ReadLineAsync(ct) is { } line) yield return line;
    }
}
