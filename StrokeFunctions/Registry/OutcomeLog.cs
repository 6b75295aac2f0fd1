using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>
/// What really happened to scored patients: append blobs scoring-log/outcomes/{yyyy}/{MM}.jsonl, by the month in which they were told.
/// Telling the same again changes nothing that a reader sees.
/// </summary>
internal sealed partial class OutcomeLog(BlobStore store, TimeProvider time)
{
    private const string Folder = "outcomes/";

    /// <summary>Adds outcomes, at most 4 MiB of them as JSON.</summary>
    public async Task AppendAsync(IReadOnlyList<Outcome> outcomes, CancellationToken ct)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var outcome in outcomes)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(outcome, Json.Default.Outcome));
            lines.Write("\n"u8);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{Folder}{time.GetUtcNow().UtcDateTime:yyyy'/'MM}.jsonl");
        await store.AppendAsync(Containers.ScoringLog, name, lines.WrittenMemory, "application/x-ndjson", null, ct);
    }

    /// <summary>Every outcome that was ever told, in the order of telling.</summary>
    public async IAsyncEnumerable<Outcome> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, Folder, ct))
        {
            await using var stream = await store.OpenReadAsync(Containers.ScoringLog, blob.Name, null, ct);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                if (JsonSerializer.Deserialize(line, Json.Default.Outcome) is { } outcome) yield return outcome;
            }
        }
    }

    /// <summary>How outcomes are written.</summary>
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonSerializable(typeof(Outcome))]
    private sealed partial class Json : JsonSerializerContext;
}
