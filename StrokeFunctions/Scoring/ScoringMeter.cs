using System.Diagnostics.Metrics;

namespace StrokeFunctions.Scoring;

/// <summary>
/// What scoring counts for telemetry: how many patients were scored, by which model, and how many were flagged. Requests and their latency
/// are counted by ASP.NET Core itself. Nothing of a patient is in any of it.
/// </summary>
internal sealed class ScoringMeter
{
    /// <summary>The meter's name, which exporters subscribe to.</summary>
    public const string Name = "StrokeFunctions.Scoring";

    private readonly Counter<long> _patients;

    public ScoringMeter(IMeterFactory meters, ScoringLogQueue log, ChampionModel champion)
    {
        var meter = meters.Create(Name);
        _patients = meter.CreateCounter<long>(
            "stroke.patients.scored",
            "{patient}",
            "Patients scored over HTTP, by model version and flag."
        );
        meter.CreateObservableCounter("stroke.scoring_log.written", () => log.Written, "{patient}", "Answers appended to the scoring log.");
        meter.CreateObservableCounter("stroke.scoring_log.dropped", () => log.Dropped, "{patient}", "Answers that the scoring log lost.");
        meter.CreateObservableGauge(
            "stroke.model.serving",
            () =>
                champion.State is { Model: { } model } state
                    ? [new Measurement<int>(state.Fault is null ? 1 : 0, [new("model_version", model.Version)])]
                    : Array.Empty<Measurement<int>>(),
            null,
            "1 for the version that serves; 0 if it serves only because the wanted one can't be loaded."
        );
    }

    /// <summary>Counts what a request came to.</summary>
    public void Count(ScoringRun run)
    {
        if (run.AtRisk > 0) _patients.Add(run.AtRisk, new("model_version", run.Model.Version), new("at_risk", true));
        if (run.Scored > run.AtRisk) _patients.Add(run.Scored - run.AtRisk, new("model_version", run.Model.Version), new("at_risk", false));
    }
}
