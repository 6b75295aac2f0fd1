using StrokeFunctions.Model;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>One request while it is scored: it uses one model throughout, whatever is promoted meanwhile.</summary>
/// <param name="model">What scores.</param>
/// <param name="explain">Whether reasons are wanted.</param>
/// <param name="requestId">The id that the caller gave the request; null if none. It stands in the log for patients without an id.</param>
/// <param name="log">Takes what is scored; null if nothing is to be logged.</param>
internal sealed class ScoringRun(StrokeModel model, bool explain, string? requestId, ScoringLogQueue? log)
{
    /// <summary>What scores.</summary>
    public StrokeModel Model { get; } = model;

    /// <summary>Whether reasons are wanted.</summary>
    public bool Explain { get; } = explain;

    /// <summary>Whether what is scored goes into the log, for which alone ids are needed.</summary>
    public bool IsLogged => log is not null;

    /// <summary>Patients with an answer.</summary>
    public int Scored { get; private set; }

    /// <summary>Answers at or above the threshold.</summary>
    public int AtRisk { get; private set; }

    /// <summary>Counts and logs what was answered of one patient.</summary>
    /// <param name="patient">The patient.</param>
    /// <param name="probability">What was answered.</param>
    /// <param name="atRisk">Whether the patient was flagged.</param>
    /// <param name="id">The id that the caller gave; null if none.</param>
    /// <param name="index">The place in a batch; null if the request is for one patient.</param>
    public void Record(in Patient patient, double probability, bool atRisk, string? id, int? index = null)
    {
        Scored++;
        if (atRisk) AtRisk++;
        log?.Add(Model.Version, NameInLog(id, index), patient, probability, atRisk);
    }

    private ScoredName NameInLog(string? id, int? index) =>
        id is not null ? ScoredName.OfPatient(id) : requestId is not null ? ScoredName.OfRequest(requestId, index) : default;
}

/// <summary>In what a patient is unlike every patient that the model was trained on.</summary>
internal static class OutOfDistributionCheck
{
    private static readonly Column[] Numbers = [.. Schema.Inputs.OfType<NumericColumn>()];
    private static readonly CategoryColumn[] Categories = [.. Schema.Inputs.OfType<CategoryColumn>()];

    /// <summary>The reasons, each a sentence; empty if the patient is like others.</summary>
    public static IReadOnlyList<string> Of(TrainingDomain domain, UnlikePairs unlike, in Patient patient)
    {
        List<string>? reasons = null;
        for (var i = 0; i < Numbers.Length; i++)
        {
            var (seen, value) = (domain.Ranges[i], patient[Numbers[i]]);
            if (double.IsNaN(value))
            {
                if (seen.MissingRows == 0) Add(ref reasons, $"{seen.Column} is missing; every training row had it.");
            }
            else if (value < seen.Minimum || value > seen.Maximum)
            {
                Add(ref reasons, $"{seen.Column} is {value}; the training rows reach from {seen.Minimum} to {seen.Maximum}.");
            }
        }

        for (var i = 0; i < Categories.Length; i++)
        {
            var (seen, value) = (domain.Categories[i], (int)patient[Categories[i]]);
            if (seen.Rows[value] == 0) Add(ref reasons, $"{seen.Column} is {Categories[i].Categories[value]}; no training row had that.");
        }

        foreach (var combination in unlike.Of(patient)) Add(ref reasons, combination);
        return reasons ?? (IReadOnlyList<string>)[];
    }

    private static void Add(ref List<string>? reasons, string reason) => (reasons ??= []).Add(reason);
}
