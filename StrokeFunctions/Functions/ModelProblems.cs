using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>What can be wrong with a request about models, as problem+json.</summary>
internal static class ModelProblems
{
    /// <summary>No such version.</summary>
    public static ProblemHttpResult NotFound(string version) => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound,
        title: "There is no such model.",
        detail: $"No complete model has the version or the name '{version}'. GET /api/models lists them.");

    /// <summary>The body gives no reason.</summary>
    public static ProblemHttpResult NoReason() => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest,
        title: "The body gives no reason for the change.",
        detail: string.Create(CultureInfo.InvariantCulture,
            $"Send JSON such as {{\"reason\": \"rolled back after complaints\", \"by\": \"your name\"}}; each at most {ChangeRequest.MaximumLength} characters."));

    /// <summary>A name that can't be a tag.</summary>
    public static ProblemHttpResult BadTag(string tag) => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest, title: "The tag can't be used.", detail: $"'{tag}' is not {ModelTag.Allowed}.");
}
