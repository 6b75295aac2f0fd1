using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// Takes the lines of one patient out of the container "scoring-log": what was scored, and outcomes. Append blobs can't be changed, so each
/// one that holds the patient is copied without these lines and then deleted, on condition that nothing was appended meanwhile. It reads
/// line by line, and writes pieces of at most 4 MiB, so memory doesn't grow with the log. Cut off between copy and deletion, the other
/// patients of that hour are in the log twice until it is done again, which writes the same copy; nothing is ever lost.
/// </summary>
internal sealed partial class LogErasure(BlobStore store, TrainingTable table)
{
    private const string ContentType = "application/x-ndjson";
    private const string OutcomesFolder = "outcomes/";
    private const string Ending = ".jsonl";

    /// <summary>The most bytes of one append; Azure allows 4 MiB in every service version.</summary>
    private const int MaxAppendBytes = 4 * 1024 * 1024;

    /// <summary>How often a blob is copied anew because something was appended to it meanwhile.</summary>
    private const int MaxAttempts = 10;

    /// <summary>Takes a patient out, by the id that the caller gave when scoring.</summary>
    /// <returns>How many lines were taken out; null if one blob was written to all the time.</returns>
    public async Task<(long Scored, long Outcomes)?> RunAsync(string id, CancellationToken cancellationToken)
    {
        var patient = new PatientLine(id);
        var names = new List<string>();
        await foreach (var blob in store.ListAsync(Containers.ScoringLog, "", cancellationToken))
            names.Add(blob.Name);

        long scored = 0,
            outcomes = 0;
        var isWhole = true;
        foreach (var name in names)
        {
            if (await EraseAsync(name, patient, cancellationToken) is not { } lines)
            {
                // The others are done all the same.
                isWhole = false;
                continue;
            }

            if (name.StartsWith(OutcomesFolder, StringComparison.Ordinal))
                outcomes += lines;
            else
                scored += lines;
        }

        return isWhole ? (scored, outcomes) : null;
    }

    /// <summary>Who was erased up to now, as an erasure remembers it before it begins.</summary>
    public Task<ErasedPatients> ErasedAsync(CancellationToken cancellationToken) => table.ReadErasedAsync(cancellationToken);

    /// <summary>Takes out whom an erasure could not find, because the line was written only after it.</summary>
    /// <param name="written">The ids as callers gave them, and when each was scored.</param>
    /// <param name="cancellationToken">Cancels; then it is to be done again.</param>
    public async Task TakeOutErasedAsync(IEnumerable<(string Id, DateTimeOffset At)> written, CancellationToken cancellationToken)
    {
        var erased = await ErasedAsync(cancellationToken);
        foreach (var id in written.Where(line => erased.Covers(line.Id, line.At)).Select(line => line.Id).Distinct())
            await RunAsync(id, cancellationToken);
    }

    private async Task<long?> EraseAsync(string name, PatientLine patient, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await store.FindAsync(Containers.ScoringLog, name, cancellationToken) is not { } blob)
                return 0;
            if (await FirstLineIfHeldAsync(name, patient, cancellationToken) is not { } first)
                return 0;
            var copy = await NameOfCopyAsync(name, first, patient, cancellationToken);
            await store.DeleteAsync(Containers.ScoringLog, copy, cancellationToken);
            var erased = await CopyAsync(name, copy, patient, cancellationToken);
            if (await store.DeleteIfUnchangedAsync(Containers.ScoringLog, name, blob.ETag, cancellationToken))
                return erased;
        }

        return null;
    }

    /// <summary>The blob's first line if one of its lines is the patient's; else null.</summary>
    private async Task<string?> FirstLineIfHeldAsync(string name, PatientLine patient, CancellationToken cancellationToken)
    {
        string? first = null;
        await foreach (var line in store.ReadLinesAsync(Containers.ScoringLog, name, cancellationToken))
        {
            first ??= line;
            if (patient.Matches(line))
                return first;
        }

        return null;
    }

    private async Task<long> CopyAsync(string name, string copy, PatientLine patient, CancellationToken cancellationToken)
    {
        var erased = 0L;
        var piece = new ArrayBufferWriter<byte>();
        await foreach (var line in store.ReadLinesAsync(Containers.ScoringLog, name, cancellationToken))
        {
            if (patient.Matches(line))
            {
                erased++;
                continue;
            }

            if (piece.WrittenCount + Encoding.UTF8.GetMaxByteCount(line.Length) > MaxAppendBytes)
                await FlushAsync();
            Encoding.UTF8.GetBytes(line, piece);
            piece.Write("\n"u8);
        }

        await FlushAsync();
        return erased;

        async Task FlushAsync()
        {
            if (piece.WrittenCount == 0)
                return;
            await store.AppendOnceAsync(Containers.ScoringLog, copy, piece.WrittenMemory, ContentType, cancellationToken);
            piece.ResetWrittenCount();
        }
    }

    /// <summary>
    /// The copy is named by a number that keeps copies in the order of their making, before the blob itself (outcomes are read in the order
    /// of telling), and by a hash of what is copied and for whom: an erasure that is done again finds the copy that it began. The first
    /// line tells the blob from a later one of the same name.
    /// </summary>
    private async Task<string> NameOfCopyAsync(string name, string firstLine, PatientLine patient, CancellationToken cancellationToken)
    {
        var stem = name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{firstLine}\n{patient.Id}")))[..12];
        if (Copy().Match(stem) is { Success: true } copied)
            return $"{copied.Groups[1].Value}-{hash}{Ending}";

        var last = 0;
        await foreach (var other in store.ListAsync(Containers.ScoringLog, $"{stem}-", cancellationToken))
        {
            if (other.Name.EndsWith($"-{hash}{Ending}", StringComparison.Ordinal))
                return other.Name;
            if (Copy().Match(other.Name[..^Ending.Length]) is { Success: true } before)
                last = Math.Max(last, int.Parse(before.Groups[1].Value[^4..], NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return $"{stem}-{last + 1:0000}-{hash}{Ending}";
    }

    [GeneratedRegex("^(.*-[0-9]{4})-[0-9a-f]{12}$")]
    private static partial Regex Copy();
}

/// <summary>Tells the lines of one patient, by the id in their property "id".</summary>
internal sealed class PatientLine(string id)
{
    private readonly string _asJson = JsonEncodedText.Encode(id).Value;

    public string Id => id;

    public bool Matches(string line)
    {
        // Most lines are another patient's, and are not parsed.
        if (!line.Contains(_asJson, StringComparison.Ordinal) && !line.Contains(id, StringComparison.Ordinal))
            return false;
        try
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Schema.IdColumn, out var found)
                && found.ValueKind == JsonValueKind.String
                && found.GetString() == id;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
