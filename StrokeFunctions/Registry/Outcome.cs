using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>What really happened to a patient.</summary>
/// <param name="Id">The patient's id, as it was given when the patient was scored; null where the request's id stands for it.</param>
/// <param name="Stroke">1: had a stroke; 0: had none up to the date.</param>
/// <param name="Date">When the stroke happened, or up to when there was none.</param>
/// <param name="RequestId">The id of the request that scored the patient.</param>
/// <param name="Index">The patient's place in that request's batch, from 0.</param>
internal sealed record Outcome(string? Id, int Stroke, DateOnly Date, string? RequestId = null, int? Index = null)
{
    /// <summary>Whose it is.</summary>
    [JsonIgnore]
    public ScoredName Name => new(Id, RequestId, Index);
}
