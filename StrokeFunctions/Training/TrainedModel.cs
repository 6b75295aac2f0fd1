using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>A freshly trained challenger with everything that was measured on the way.</summary>
/// <param name="ModelJson">The bytes of model.json; the same rows, options and seed give the same bytes.</param>
/// <param name="Evaluation">Held-out quality of the whole pipeline.</param>
/// <param name="Parameters">What was chosen, by name, for the manifest.</param>
/// <param name="Candidates">Every family that was tried, with its inner cross-validated quality.</param>
/// <param name="HeldOut">One prediction for each training row, by a model that did not see it, in the rows' stable order.</param>
internal sealed record TrainedModel(
    byte[] ModelJson,
    Evaluation Evaluation,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyList<CandidateScore> Candidates,
    IReadOnlyList<HeldOutPrediction> HeldOut)
{
    /// <summary>What is odd about the rows or the model, in words for people; usually nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>What was said of a training row by a model that had not seen it.</summary>
/// <param name="Id">The patient's id.</param>
/// <param name="Probability">Calibrated probability of a stroke.</param>
/// <param name="Flagged">Whether it was at or above that model's threshold.</param>
/// <param name="Stroke">What happened.</param>
internal readonly record struct HeldOutPrediction(string Id, double Probability, bool Flagged, bool Stroke);

/// <summary>How far a training is.</summary>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="ShareDone">0 to 1, over the whole training.</param>
internal readonly record struct TrainingProgress(string Phase, double ShareDone);
