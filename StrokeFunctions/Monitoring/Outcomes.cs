using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Takes outcomes of scored patients: one object or an array of {"id", "stroke", "date"}. Of a patient who was scored without an id,
/// "request_id" stands for it, the X-Request-Id of the request, with "index", the place in its batch from 0, if it was for several.
/// "since" says that only strokes from a day on are known, and is refused.
/// </summary>
internal sealed class OutcomeRecorder(OutcomeLog log, ScoringLog scoringLog, TimeProvider time)
{
    /// <summary>The most outcomes of one request.</summary>
    public const int MaxOutcomes = 10_000;

    /// <summary>The longest body, in bytes: the longest append that storage takes in every version.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Why an outcome of new strokes only is refused, whichever it is: the strokes alone would be a selection.</summary>
    private const string NotSince = "nothing: the model says whether a patient has ever had a stroke, so strokes since a day can't be "
        + "compared with it; tell what is known of the whole life up to date, or leave the outcome out";

    /// <summary>A key that comes twice says two things of one patient.</summary>
    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    /// <summary>Keeps the outcomes if none is faulty; else keeps none.</summary>
    /// <returns>How many were kept, how many of them are of a patient in the scoring log, and every fault.</returns>
    /// <exception cref="StreamTooLongException">The body, or what would be kept of it, is longer than <see cref="MaxBytes"/>.</exception>
    public async Task<(int Recorded, int Matched, IReadOnlyList<RowError> Faults)> RecordAsync(Stream body,
        CancellationToken cancellationToken)
    {
        var faults = new List<RowError>();
        var outcomes = new List<Outcome>();
        try
        {
            await using var limited = new HashingStream(body, MaxBytes);
            using var json = await JsonDocument.ParseAsync(limited, Once, cancellationToken);
            var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (json.RootElement.ValueKind == JsonValueKind.Array) ReadAll(json.RootElement, today, outcomes, faults);
            else if (Read(json.RootElement, "", today, faults) is { } only) outcomes.Add(only);
        }
        catch (JsonException e)
        {
            faults.Add(new RowError(null, "", null, RowError.Quote(e.Message), "JSON"));
        }
        catch (InvalidOperationException)
        {
            faults.Add(new RowError(null, "", null, "a text that is not valid Unicode", "JSON in UTF-8"));
        }

        if (faults.Count > 0) return (0, 0, faults);
        if (outcomes.Count > 0) await log.AppendAsync(outcomes, cancellationToken);
        return (outcomes.Count, await MatchedAsync(outcomes, cancellationToken), []);
    }

    /// <summary>
    /// Of how many outcomes the patient was scored, on the day of the outcome or before: others are kept, and used as soon as the patient
    /// is. What was scored within the last seconds may not be in the log yet.
    /// </summary>
    private async Task<int> MatchedAsync(List<Outcome> outcomes, CancellationToken cancellationToken)
    {
        var open = outcomes.GroupBy(outcome => outcome.Name).ToDictionary(told => told.Key, told => told.ToList());
        await foreach (var scored in scoringLog.ReadAllAsync(cancellationToken))
        {
            if (!open.TryGetValue(scored.Name, out var told)) continue;
            told.RemoveAll(outcome => outcome.Date >= DateOnly.FromDateTime(scored.At.UtcDateTime));
            if (told.Count == 0) open.Remove(scored.Name);
            if (open.Count == 0) break;
        }

        return outcomes.Count - open.Values.Sum(told => told.Count);
    }

    private static void ReadAll(JsonElement array, DateOnly today, List<Outcome> outcomes, List<RowError> faults)
    {
        if (array.GetArrayLength() > MaxOutcomes)
        {
            faults.Add(
                new RowError(
                    null,
                    "",
                    null,
                    $"{array.GetArrayLength()} outcomes",
                    $"at most {MaxOutcomes} in one request"
                )
            );
            return;
        }

        foreach (var (index, item) in array.EnumerateArray().Index())
        {
            if (Read(item, $"/{index}", today, faults) is { } outcome) outcomes.Add(outcome);
        }
    }

    private static Outcome? Read(JsonElement item, string pointer, DateOnly today, List<RowError> faults)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new RowError(null, pointer, null, item.ValueKind.ToString(), "an object with id (or request_id), stroke and date"));
            return null;
        }

        var before = faults.Count;
        var (id, requestId) = (Text(item, "id"), Text(item, "request_id"));
        if (requestId is null)
        {
            if (id is null or "" || Encoding.UTF8.GetByteCount(id) > PatientCsvReader.MaxIdBytes)
                Fault("id", id, $"a text of 1 to {PatientCsvReader.MaxIdBytes} bytes, as given when the patient was scored; or request_id");
        }
        else if (id is not null)
        {
            Fault("request_id", requestId, "id or request_id, not both");
        }
        else if (requestId.Length is 0 or > ScoredName.MaxRequestIdLength)
        {
            Fault("request_id", requestId, $"a text of 1 to {ScoredName.MaxRequestIdLength} characters, the X-Request-Id of the scoring");
        }

        int? index = null;
        if (Text(item, "index") is { } place)
        {
            if (requestId is not null && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) index = at;
            else Fault("index", place, "beside request_id, the patient's place in the batch, from 0");
        }

        if (Text(item, "since") is { } since) Fault("since", since, NotSince);
        var stroke = Text(item, "stroke");
        if (stroke is not ("0" or "1"))
            Fault("stroke", stroke, "0, 1");
        if (
            !DateOnly.TryParseExact(Text(item, "date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            || date > today
        )
            Fault("date", Text(item, "date"), "a day such as 2026-01-31, not in the future");
        return faults.Count == before ? new Outcome(id, stroke == "1" ? 1 : 0, date, requestId, index) : null;

        void Fault(string name, string? found, string allowed) =>
            faults.Add(new RowError(null, $"{pointer}/{name}", null, found is null ? "nothing" : RowError.Quote(found), allowed));
    }

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Null => null, _ => value.GetRawText() }
        : null;
}

/// <summary>
/// What is established of scored patients: append blobs scoring-log/outcomes/{yyyy}/{MM}.jsonl, by the month in which they were told.
/// Telling the same again changes nothing that a reader sees.
/// </summary>
internal sealed partial class OutcomeLog(BlobStore store, TimeProvider time)
{
    private const string Folder = "outcomes/";

    /// <summary>Adds outcomes, at most 4 MiB of them as JSON.</summary>
    public async Task AppendAsync(IReadOnlyList<Outcome> outcomes, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (var outcome in outcomes)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(outcome, Json.Default.Outcome));
            lines.Write("\n"u8);
        }

        var name = $"{Folder}{time.GetUtcNow().UtcDateTime:yyyy'/'MM}.jsonl";
        if (lines.WrittenCount > OutcomeRecorder.MaxBytes) throw new StreamTooLongException(OutcomeRecorder.MaxBytes);
        await store.AppendOnceAsync(Containers.ScoringLog, name, lines.WrittenMemory, "application/x-ndjson", cancellationToken);
    }

    /// <summary>Every outcome that was ever told, in the order of telling.</summary>
    public async IAsyncEnumerable<Outcome> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, Folder, cancellationToken))
        {
            await using var stream = await store.OpenReadAsync(Containers.ScoringLog, blob.Name, null, cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (JsonSerializer.Deserialize(line, Json.Default.Outcome) is { } outcome) yield return outcome;
            }
        }
    }

    /// <summary>How outcomes are written.</summary>
    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
    )]
    [JsonSerializable(typeof(Outcome))]
    private sealed partial class Json : JsonSerializerContext;
}

/// <summary>The answer to outcomes that were told.</summary>
/// <param name="Recorded">How many were kept: all that were sent.</param>
/// <param name="Matched">How many of them are of a patient in the scoring log.</param>
internal sealed record RecordedOutcomes(int Recorded, int Matched);

/// <summary>What is established of a patient.</summary>
/// <param name="Id">The patient's id, as it was given when the patient was scored; null where the request's id stands for it.</param>
/// <param name="Stroke">1: has had a stroke, before or after the scoring; 0: is known to have had none in life up to the date.</param>
/// <param name="Date">Up to when that is established.</param>
/// <param name="RequestId">The id of the request that scored the patient.</param>
/// <param name="Index">The patient's place in that request's batch, from 0.</param>
internal sealed record Outcome(string? Id, int Stroke, DateOnly Date, string? RequestId = null, int? Index = null)
{
    /// <summary>Whose it is.</summary>
    [JsonIgnore]
    public ScoredName Name => new(Id, RequestId, Index);
}
