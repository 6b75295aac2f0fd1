using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Functions;

/// <summary>What a patient may ask of the clinic.</summary>
internal sealed class PatientFunctions(PatientErasure erasure)
{
    /// <summary>Erases a patient from the training table, the scoring log and the outcomes, and says what is left where.</summary>
    [Function("ErasePatient")]
    [OpenedBy(KeyGroup.Admin)]
    public async Task<IResult> ErasePatientAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/patients/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (Encoding.UTF8.GetByteCount(id) > PatientCsvReader.MaxIdBytes)
            return new Problem(StatusCodes.Status400BadRequest, "No patient has such an id.",
                $"No id has more than {PatientCsvReader.MaxIdBytes} bytes.");
        return await erasure.RunAsync(id, cancellationToken) switch
        {
            ErasureResult.Done done => TypedResults.Json(done.Erased, ErasureJson.Default.ErasedEverywhere),
            ErasureResult.TrainingRuns => Problem.TrainingRuns(),
            _ => new Problem(StatusCodes.Status409Conflict, "The scoring log is being written to.",
                "The patient is out of the training table, and out of the log but for this hour. Send the request again after the hour."),
        };
    }
}
