using Microsoft.AspNetCore.Http;
using StrokeFunctions.Data;

namespace StrokeFunctions.Scoring;

/// <summary>A request that is a CSV file, answered in kind.</summary>
internal static class CsvAnswer
{
    /// <summary>Streams the scored file, or gives the problem of a file that can't be read at all.</summary>
    public static async Task<IResult> WriteAsync(Stream body, HttpResponse response, ScoringRun run, CancellationToken cancellationToken)
    {
        await using var csv = await PatientCsvReader.OpenAsync(body, CsvPurpose.Scoring, cancellationToken);
        if (csv.Header is null)
        {
            var errors = new FaultList();
            errors.AddRange(csv.FileFaults);
            return new Problem(StatusCodes.Status400BadRequest, "The file can't be read.", Errors: errors);
        }

        response.ContentType = "text/csv; charset=utf-8";
        await new CsvScoring(csv, response.BodyWriter, run).RunAsync(cancellationToken);
        return TypedResults.Empty;
    }
}
