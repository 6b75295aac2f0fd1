using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Scoring;

/// <summary>
/// What was scored: scoring-log/{yyyy}/{MM}/{dd}/{HH}-{writer}.jsonl, append blobs. Each process writes blobs of its own,
/// so that no two ever contend, and a new one each hour, far below the 50,000 appends that a blob can take.
/// </summary>
internal sealed class ScoringLog(BlobStore store)
{
    /// <summary>The most bytes of one append; Azure allows 4 MiB in every service version.</summary>
    private const int MaximumAppendLength = 4 * 1024 * 1024;

    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly string _writer = Guid.NewGuid().ToString("N")[..12];

    /// <summary>
    /// Adds scored patients, in one append for each hour and 4 MiB. Meant for batches: an append costs a request. What was written is taken
    /// out of the list, so that after a fault the rest can be tried again, and nothing is written twice.
    /// </summary>
    public async Task AppendAsync(List<ScoredPatient> batch, CancellationToken cancellationToken)
    {
        while (batch.Count > 0)
        {
            var (lines, count) = Take(batch);
            await WriteAsync(NameOf(batch[0].At, _writer), lines, cancellationToken);
            batch.RemoveRange(0, count);
        }
    }

    /// <summary>The first of the patients, of one hour and one append.</summary>
    private static (ReadOnlyMemory<byte> Lines, int Count) Take(List<ScoredPatient> batch)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        var (hour, count, length) = (HourOf(batch[0]), 0, 0);
        for (; count < batch.Count && HourOf(batch[count]) == hour; count++)
        {
            ScoredPatientLine.Write(writer, batch[count]);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount > MaximumAppendLength) break;
            length = buffer.WrittenCount;
        }

        return (buffer.WrittenMemory[..length], count);
    }

    private static long HourOf(in ScoredPatient scored) => scored.At.UtcTicks / TimeSpan.TicksPerHour;

    /// <summary>
    /// What was scored from one moment (included) to another (excluded), streamed, hour by hour. It lists what is kept once, however far
    /// apart the moments are: a caller may name any two.
    /// </summary>
    public async IAsyncEnumerable<ScoredPatient> ReadAsync(
        DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, last) = (FolderOf(DateOnly.FromDateTime(from.UtcDateTime)), FolderOf(DateOnly.FromDateTime(to.UtcDateTime)));
        var common = first[..first.AsSpan().CommonPrefixLength(last)];
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, common, cancellationToken))
        {
            if (string.CompareOrdinal(blob.Name, first) < 0 || string.CompareOrdinal(blob.Name, 0, last, 0, last.Length) > 0) continue;
            await foreach (var scored in ReadAsync(blob, cancellationToken))
            {
                if (scored.At >= from && scored.At < to) yield return scored;
            }
        }
    }

    /// <summary>Everything that was scored and is still kept, streamed, oldest first.</summary>
    public async IAsyncEnumerable<ScoredPatient> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, "", cancellationToken))
        {
            // Folders of days begin with a digit; what else lies here is no scoring.
            if (!char.IsAsciiDigit(blob.Name[0])) continue;
            await foreach (var scored in ReadAsync(blob, cancellationToken)) yield return scored;
        }
    }

    private static string FolderOf(DateOnly day) => $"{day:yyyy'/'MM'/'dd}/";

    private static string NameOf(DateTimeOffset at, string writer) =>
        $"{FolderOf(DateOnly.FromDateTime(at.UtcDateTime))}{at.UtcDateTime:HH}-{writer}.jsonl";

    /// <summary>Nobody else writes this blob, so its length is known; an append whose answer was lost is recognised by it.</summary>
    private async Task WriteAsync(string name, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        const string type = "application/x-ndjson";
        var length = _lengths.GetValueOrDefault(name);
        if (!await store.AppendAsync(Containers.ScoringLog, name, lines, type, length, cancellationToken))
        {
            length = (await store.FindAsync(Containers.ScoringLog, name, cancellationToken))?.Length ?? 0;
            if (!await store.AppendAsync(Containers.ScoringLog, name, lines, type, length, cancellationToken))
                throw new CorruptBlobException(Containers.ScoringLog, name, "somebody else writes it");
        }

        // The last hour's blob may still get a line that was late.
        if (_lengths.Count > 1 && !_lengths.ContainsKey(name)) _lengths.Remove(_lengths.Keys.Order(StringComparer.Ordinal).First());
        _lengths[name] = length + lines.Length;
    }

    private async IAsyncEnumerable<ScoredPatient> ReadAsync(BlobEntry blob, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await store.OpenReadAsync(Containers.ScoringLog, blob.Name, null, cancellationToken);
        await foreach (var scored in ScoredPatientLine.ReadAllAsync(stream, cancellationToken)) yield return scored;
    }
}

/// <summary>
/// How a caller named a patient who was scored, so that an outcome finds its score: by the patient's id, or else by the request's.
/// Two names are the same only if all parts are: a request's id is never taken for a patient's.
/// </summary>
/// <param name="Id">The patient's id; null if the caller gave none.</param>
/// <param name="RequestId">The id that the caller gave the request; null if there is an id of the patient, or the caller gave none.</param>
/// <param name="Index">The patient's place in the request's batch, from 0; null if the request was for one patient.</param>
internal readonly record struct ScoredName(string? Id, string? RequestId, int? Index)
{
    /// <summary>A request's id has at most so many characters.</summary>
    public const int MaxRequestIdLength = 128;

    /// <summary>A patient whose caller gave an id.</summary>
    public static ScoredName OfPatient(string id) => new(id, null, null);

    /// <summary>A patient of a request.</summary>
    public static ScoredName OfRequest(string requestId, int? index) => new(null, requestId, index);
}

/// <summary>One line of the scoring log: what was asked, and what was answered.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="ModelVersion">The version that answered.</param>
/// <param name="Name">What the caller called the patient; nothing if the caller gave no id.</param>
/// <param name="Patient">The ten inputs.</param>
/// <param name="Probability">The calibrated probability of a stroke.</param>
/// <param name="AtRisk">Whether it was at or above the threshold.</param>
internal readonly record struct ScoredPatient(
    DateTimeOffset At, string ModelVersion, ScoredName Name, Patient Patient, double Probability, bool AtRisk);

/// <summary>A <see cref="ScoredPatient"/> as one line of JSON; the inputs are written as a request writes them.</summary>
internal static class ScoredPatientLine
{
    private const string At = "at";
    private const string RequestId = "request_id";
    private const string Index = "index";
    private const string Version = "model_version";
    private const string Probability = "stroke_probability";
    private const string AtRisk = "at_risk";

    private const int ProbabilityField = Patient.Count, AtRiskField = Patient.Count + 1, AtField = Patient.Count + 2;
    private const int VersionField = Patient.Count + 3, IdField = Patient.Count + 4, RequestIdField = Patient.Count + 5;
    private const int IndexField = Patient.Count + 6;

    /// <summary>The inputs, and what else a line always has.</summary>
    private const int Required = (1 << IdField) - 1;

    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 256 * 1024, minimumReadSize: 64 * 1024);

    private static readonly byte[][] Names =
    [
        .. Schema.Inputs.Select(column => Encoding.UTF8.GetBytes(column.Name)),
        .. ((string[])[Probability, AtRisk, At, Version, Schema.IdColumn, RequestId, Index]).Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Writes one line, without its line end.</summary>
    public static void Write(Utf8JsonWriter writer, in ScoredPatient scored)
    {
        writer.WriteStartObject();
        writer.WriteString(At, scored.At.ToUniversalTime());
        writer.WriteString(Version, scored.ModelVersion);
        if (scored.Name.Id is { } id) writer.WriteString(Schema.IdColumn, id);
        if (scored.Name.RequestId is { } requestId) writer.WriteString(RequestId, requestId);
        if (scored.Name.Index is { } index) writer.WriteNumber(Index, index);
        PatientJson.WriteInputs(writer, scored.Patient);
        writer.WriteNumber(Probability, scored.Probability);
        writer.WriteBoolean(AtRisk, scored.AtRisk);
        writer.WriteEndObject();
    }

    /// <summary>Reads every line; what is none that <see cref="Write"/> wrote under the schema of today is passed over.</summary>
    public static async IAsyncEnumerable<ScoredPatient> ReadAllAsync(
        Stream lines, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(lines, Buffers);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            while (TryTakeLine(ref buffer, result.IsCompleted, out var line))
            {
                if (Read(line.IsSingleSegment ? line.FirstSpan : line.ToArray()) is { } scored) yield return scored;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) yield break;
        }
    }

    /// <summary>Reads one line; null if it is not one that <see cref="Write"/> wrote under the schema of today.</summary>
    public static ScoredPatient? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            return TryRead(line, out var scored) ? scored : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> buffer, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }

        line = buffer;
        if (!isLast || buffer.IsEmpty) return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> line, out ScoredPatient scored)
    {
        scored = default;
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        Span<double> values = stackalloc double[Patient.Count];
        var (at, version, probability, atRisk) = (default(DateTimeOffset), "", 0.0, false);
        var (id, requestId, index) = ((string?)null, (string?)null, (int?)null);
        var (seen, field) = (0, -1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            field = FieldOf(ref reader, field + 1);
            reader.Read();
            if (field >= 0) seen |= 1 << field;
            if (field is >= 0 and < Patient.Count)
            {
                if (!TryReadInput(ref reader, Schema.Inputs[field], out values[field])) return false;
                continue;
            }

            switch (field)
            {
                case AtField: at = reader.GetDateTimeOffset(); break;
                case VersionField: version = reader.GetString() ?? ""; break;
                case ProbabilityField: probability = reader.GetDouble(); break;
                case AtRiskField: atRisk = reader.GetBoolean(); break;
                case IdField: id = reader.GetString(); break;
                case RequestIdField: requestId = reader.GetString(); break;
                case IndexField: index = reader.GetInt32(); break;
                default: reader.Skip(); break;
            }
        }

        // Whatever follows the object is an error.
        if (reader.Read() || (seen & Required) != Required) return false;
        scored = new ScoredPatient(at, version, new ScoredName(id, requestId, index), Patient.From(values), probability, atRisk);
        return true;
    }

    /// <summary>Fields come in the order in which they are written, so that the next one is looked at first.</summary>
    private static int FieldOf(ref Utf8JsonReader reader, int first)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            var field = (first + i) % Names.Length;
            if (reader.ValueTextEquals(Names[field])) return field;
        }

        return -1;
    }

    private static bool TryReadInput(ref Utf8JsonReader reader, Column column, out double value) => reader.TokenType switch
    {
        JsonTokenType.Null => column.TryParse(""u8, out value),
        JsonTokenType.String when reader.ValueIsEscaped => column.TryParse(reader.GetString(), out value),
        _ => column.TryParse(reader.ValueSpan, out value),
    };
}
