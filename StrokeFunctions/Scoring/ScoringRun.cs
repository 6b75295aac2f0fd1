using StrokeFunctions.Data;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Scoring;

/// <summary>One request while it is scored: it uses one model throughout, whatever is promoted meanwhile.</summary>
/// <param name="model">What scores.</param>
/// <param name="explain">Whether reasons are wanted.</param>
/// <param name="requestId">The id that the caller gave the request; null if none. It stands in the log for patients without an id.</param>
/// <param name="log">Takes what is scored; null if it is in the log already.</param>
internal sealed class ScoringRun(StrokeModel model, bool explain, string? requestId, ScoringLogQueue? log)
{
    /// <summary>What scores.</summary>
    public StrokeModel Model { get; } = model;

    /// <summary>Whether reasons are wanted.</summary>
    public bool Explain { get; } = explain;

    /// <summary>Patients with an answer.</summary>
    public int Scored { get; private set; }

    /// <summary>Answers at or above the threshold.</summary>
    public int AtRisk { get; private set; }

    /// <summary>The probability of one patient, which is counted and logged.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="id">The id that the caller gave; null if none.</param>
    /// <param name="index">The place in a batch; null if the request is for one patient.</param>
    public double Score(in Patient patient, string? id, int? index = null)
    {
        var probability = Model.Probability(patient);
        var atRisk = Model.IsAtRisk(probability);
        Scored++;
        if (atRisk) AtRisk++;
        log?.Add(Model.Version, NameInLog(id, index), patient, probability, atRisk);
        return probability;
    }

    private ScoredName NameInLog(string? id, int? index) =>
        id is not null ? ScoredName.OfPatient(id) : requestId is not null ? ScoredName.OfRequest(requestId, index) : default;
}
