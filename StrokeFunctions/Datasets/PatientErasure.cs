using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Datasets;

/// <summary>
/// A patient's right to erasure: takes a patient out of the training table, the scoring log and the outcomes, and remembers, as a hash,
/// that rows from before do not come back with a dataset that is read again. Doing it twice changes nothing more; cut off in the middle, it
/// is done again from the start. What it can't reach it names.
/// </summary>
internal sealed class PatientErasure(
    TrainingTable table,
    LogErasure log,
    TrainingLock trainingLock,
    ModelRegistry registry,
    TimeProvider time
)
{
    private static readonly Remainder[] Left =
    [
        new("datasets/", "Uploads as they came, this patient's rows in them. Delete them, or upload them anew without the patient."),
        new("datasets-rejected/", "Rows that were set aside, until their upload is deleted."),
        new("scoring-batches/, scores/", "Files to score and scored files, until the lifecycle rule deletes them."),
        new("models/", "Models that were trained on the patient, and their lists of hashes of ids. Train a new one and delete these."),
        new("training/erased.json", "The hash of the id, so that the patient does not come back with an older dataset."),
        new("versions and soft-deleted blobs", "What was rewritten or deleted here, for at most twice the days of recovery."),
        new("telemetry", "The address of this request, the id in it, as long as requests are logged."),
        new("backups", "Copies that were made outside this storage account."),
    ];

    /// <summary>Erases a patient, by the id that datasets and callers use.</summary>
    public async Task<ErasureResult> RunAsync(string id, CancellationToken cancellationToken)
    {
        await using var lease = await trainingLock.TryAcquireAsync(cancellationToken);
        if (lease is null)
            return new ErasureResult.TrainingRuns();

        var patient = PatientId.Canonical(id);
        var before = await table.ReadAsync(lease.Token);
        await table.RememberErasedAsync(before.Erased.With(id, time.GetUtcNow()), before.Erased, lease.Token);
        var rows = TableRows.From(before.Rows.Where(row => row.Row.Id != patient));
        if (rows.Count < before.Rows.Count)
        {
            var saved = await table.SaveAsync(new TableMerge(rows, before.Index.Datasets, 0, 0, 0, 0, 0), lease.Token);
            await lease.ConfirmAsync();
            if (!await table.CommitAsync(saved, before, lease.Token))
                throw new SupersededTrainingException("The training table");
        }

        var tables = await table.DeleteRowsWithAsync(patient, lease.Token);
        if (await log.RunAsync(id, lease.Token) is not { } lines)
            return new ErasureResult.LogIsWritten();
        var erased = new ErasedEverywhere(before.Rows.Count - rows.Count, tables, lines.Scored, lines.Outcomes, Left);
        await registry.RecordAsync(
            ModelEventKind.Erased,
            null,
            new AuditInfo(
                "api",
                "A patient was erased from the training table, the scoring log and the outcomes.",
                Evidence: JsonSerializer.SerializeToElement(erased with { Left = null }, ErasureJson.Default.ErasedEverywhere)
            ),
            lease.Token
        );
        return new ErasureResult.Done(erased);
    }
}

/// <summary>The endings of an erasure.</summary>
internal abstract record ErasureResult
{
    private ErasureResult() { }

    /// <summary>The patient is erased.</summary>
    internal sealed record Done(ErasedEverywhere Erased) : ErasureResult;

    /// <summary>A training runs, which may rest on the patient's row.</summary>
    internal sealed record TrainingRuns : ErasureResult;

    /// <summary>A blob of the log that holds the patient is written to all the time: in an hour it no longer is.</summary>
    internal sealed record LogIsWritten : ErasureResult;
}

/// <summary>The answer to an erasure.</summary>
/// <param name="TrainingRows">Rows taken out of the training table: 1, or 0 if the patient was not in it.</param>
/// <param name="OlderTables">Older training tables that held the patient, deleted whole; no function reads them.</param>
/// <param name="Scored">Lines taken out of the scoring log.</param>
/// <param name="Outcomes">Outcomes taken out.</param>
/// <param name="Left">Where the patient still is, and until when; not part of the event.</param>
internal sealed record ErasedEverywhere(int TrainingRows, int OlderTables, long Scored, long Outcomes, IReadOnlyList<Remainder>? Left);

/// <summary>A place that the erasure does not reach.</summary>
/// <param name="Where">The container or place.</param>
/// <param name="What">What lies there, and what ends it.</param>
internal sealed record Remainder(string Where, string What);

/// <summary>
/// training/erased.json: whom to leave out of datasets that were written before the erasure. A hash, not the id; but short ids can be
/// guessed from it, so it is as private as the training rows.
/// </summary>
/// <param name="Patients">When each patient was erased, UTC, by the SHA-256 of the id in lower-case hex.</param>
/// <param name="ETag">The blob's ETag; null before the first erasure.</param>
internal sealed record ErasedPatients(IReadOnlyDictionary<string, DateTimeOffset> Patients, string? ETag)
{
    /// <summary>Before the first erasure.</summary>
    public static readonly ErasedPatients None = new(new Dictionary<string, DateTimeOffset>(), null);

    /// <summary>Whether a patient is to be left out of a dataset written then.</summary>
    public bool Covers(string id, DateTimeOffset written) =>
        Patients.Count > 0 && Patients.TryGetValue(Hash(id), out var at) && written <= at;

    /// <summary>With a patient more, or the same one erased again.</summary>
    public ErasedPatients With(string id, DateTimeOffset at) =>
        this with
        {
            Patients = new SortedDictionary<string, DateTimeOffset>(Patients.ToDictionary(), StringComparer.Ordinal) { [Hash(id)] = at },
        };

    /// <summary>The same for every spelling of a number, as datasets are read.</summary>
    private static string Hash(string id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PatientId.NumberOf(id) ?? PatientId.Canonical(id))));
}

/// <summary>How answers and events are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ErasedEverywhere))]
[JsonSerializable(typeof(Dictionary<string, DateTimeOffset>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, DateTimeOffset>))]
internal sealed partial class ErasureJson : JsonSerializerContext;
