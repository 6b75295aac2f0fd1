namespace StrokeFunctions.Registry;

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
