using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting;

/// <summary>What GET /api/health/ready tells. It reads nothing but memory, so that asking often costs nothing.</summary>
internal sealed class Readiness(ChampionModel champion, Maintenance upkeep, ScoringLogQueue log, TimeProvider clock)
{
    /// <summary>200 if patients can be scored, else 503.</summary>
    /// <param name="training">Writes what training is doing, as a property; null if nothing is known of it.</param>
    public IResult Answer(Action<Utf8JsonWriter>? training = null)
    {
        var state = champion.State;
        var content = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(content, AnswerWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, state.Model is null ? "waiting" : state.Fault is null ? "ready" : "degraded");
            json.WriteString("reason"u8, ReasonOf(state));
            WriteModel(json, state);
            WriteAge(json, "storage_read_seconds_ago"u8, state.StorageReadAt);
            WriteAge(json, "last_report_seconds_ago"u8, upkeep.LastRuns.Report);
            WriteAge(json, "last_training_seconds_ago"u8, upkeep.LastRuns.Training);
            json.WriteStartObject("scoring_log"u8);
            json.WriteNumber("written"u8, log.Written);
            json.WriteNumber("dropped"u8, log.Dropped);
            json.WriteEndObject();
            training?.Invoke(json);
            json.WriteEndObject();
        }

        return new JsonAnswer(content, state.Model is null ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static string ReasonOf(ChampionState state) => state switch
    {
        { Model: null, Fault: null } => "There is no model yet; the first dataset gives one.",
        { Model: null } => $"There is no model in memory. {state.Fault}",
        { Fault: null } => $"Model {state.Model.Version} serves.",
        _ => $"Model {state.Model.Version} keeps serving. {state.Fault}",
    };

    private void WriteModel(Utf8JsonWriter json, ChampionState state)
    {
        json.WriteStartObject("model"u8);
        json.WriteString("version"u8, state.Model?.Version);
        json.WriteString("wanted_version"u8, state.Wanted);
        WriteAge(json, "loaded_seconds_ago"u8, state.LoadedAt);
        json.WriteEndObject();
    }

    private void WriteAge(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? at)
    {
        if (at is { } then) json.WriteNumber(name, Math.Round((clock.GetUtcNow() - then).TotalSeconds, 1));
        else json.WriteNull(name);
    }
}
