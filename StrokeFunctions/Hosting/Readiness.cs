using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Scoring;
using StrokeFunctions.Training;

namespace StrokeFunctions.Hosting;

/// <summary>What GET /api/health/ready tells. It reads nothing but memory, so that asking often costs nothing.</summary>
internal sealed class Readiness(
    ChampionModel champion, Maintenance upkeep, ScoringLogQueue log, TrainingStatus training, TimeProvider clock)
{
    /// <summary>200 if patients can be scored, else 503.</summary>
    public IResult Answer()
    {
        var state = champion.State;
        var health = new Health(
            state.Model is null ? HealthStatus.Waiting
                : state.Fault is null ? HealthStatus.Ready
                : HealthStatus.Degraded,
            ReasonOf(state),
            new HealthOfModel(state.Model?.Version, state.Wanted, Age(state.LoadedAt)),
            Age(state.StorageReadAt),
            Age(upkeep.LastRuns.Report),
            Age(upkeep.LastRuns.Training),
            upkeep.LastRuns.GivenUp,
            new HealthOfLog(log.Written, log.Dropped),
            training.UnderWay,
            upkeep.Waiting is { } waiting
                ? new HealthOfDatasets(
                    waiting.Count,
                    Age(waiting.Oldest) ?? 0,
                    waiting.ForRedelivery ? WaitsFor.Redelivery : WaitsFor.Training
                )
                : null,
            upkeep.LastRuns.DatasetsSetAside,
            upkeep.LastRuns.SuspectedLeak
        );
        var status = state.Model is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Json(health, HealthJson.Default.Health, statusCode: status);
    }

    private static string ReasonOf(ChampionState state) => state switch
    {
        { Model: null, Fault: null } => "There is no model yet; the first dataset gives one.",
        { Model: null } => $"There is no model in memory. {state.Fault}",
        { Fault: null } => $"Model {state.Model.Version} serves.",
        _ => $"Model {state.Model.Version} keeps serving. {state.Fault}",
    };

    private double? Age(DateTimeOffset? at) => at is { } then ? Math.Round((clock.GetUtcNow() - then).TotalSeconds, 1) : null;
}

/// <summary>Whether patients can be scored, and how fresh everything is.</summary>
/// <param name="Status">ready, or degraded (an old model serves while something is wrong), or waiting (for the first model).</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Model">The model in memory.</param>
/// <param name="StorageReadSecondsAgo">When storage last answered; more than a minute means that it is out of reach.</param>
/// <param name="LastReportSecondsAgo">The age of the newest report; null if there is none.</param>
/// <param name="LastTrainingSecondsAgo">How long ago the newest training ended; null if there was none.</param>
/// <param name="GivenUpDatasets">Datasets whose every attempt failed; GET /api/datasets says why. Upload them again.</param>
/// <param name="ScoringLog">The scoring log since the start.</param>
/// <param name="Training">The training that this instance is at; null if it is at none.</param>
/// <param name="DatasetsWaiting">Uploads that nothing came of yet; null if there are none.</param>
/// <param name="DatasetsSetAside">Datasets that wait for a person to confirm or withdraw them.</param>
/// <param name="SuspectedLeak">The newest challenger, if it ranks too well to be true; a person can promote it. Null if it doesn't.</param>
internal sealed record Health(
    HealthStatus Status,
    string Reason,
    HealthOfModel Model,
    double? StorageReadSecondsAgo,
    double? LastReportSecondsAgo,
    double? LastTrainingSecondsAgo,
    int GivenUpDatasets,
    HealthOfLog ScoringLog,
    TrainingUnderWay? Training,
    HealthOfDatasets? DatasetsWaiting,
    int DatasetsSetAside,
    string? SuspectedLeak);

/// <summary>Whether patients can be scored.</summary>
internal enum HealthStatus
{
    /// <summary>They can.</summary>
    [JsonStringEnumMemberName("ready")]
    Ready,

    /// <summary>They can, by an old model, while something is wrong.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>They can't: there is no model yet.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,
}

/// <summary>The model in memory.</summary>
/// <param name="Version">The version that serves; null if none does.</param>
/// <param name="WantedVersion">The version that should; null before the first promotion.</param>
/// <param name="LoadedSecondsAgo">How long it has been in memory, in seconds.</param>
internal sealed record HealthOfModel(string? Version, string? WantedVersion, double? LoadedSecondsAgo);

/// <summary>The scoring log since the start of this instance.</summary>
/// <param name="Written">Answers appended.</param>
/// <param name="Dropped">Answers lost, because there was no room or storage failed.</param>
internal sealed record HealthOfLog(long Written, long Dropped);

/// <summary>Uploads that nothing came of yet, so that one whose instance died does not seem lost.</summary>
/// <param name="Count">How many.</param>
/// <param name="OldestSecondsAgo">How long ago the oldest was written, in seconds.</param>
/// <param name="State">What they wait for.</param>
internal sealed record HealthOfDatasets(int Count, double OldestSecondsAgo, WaitsFor State);

/// <summary>What an upload waits for.</summary>
internal enum WaitsFor
{
    /// <summary>A training runs, on whichever instance.</summary>
    [JsonStringEnumMemberName("in_work")]
    Training,

    /// <summary>
    /// No training runs: their instance died or was stopped, and the Functions host delivers them again ten minutes after it took them up;
    /// or
    /// their event was lost, and a timer takes them up within the hour.
    /// </summary>
    [JsonStringEnumMemberName("waiting_for_redelivery")]
    Redelivery,
}

/// <summary>How health is written: absent values as null.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;
