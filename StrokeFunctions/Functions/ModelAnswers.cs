using Microsoft.AspNetCore.Http;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Answers with the aliases as a change has left them.</summary>
internal static class ModelAnswers
{
    /// <summary>200 with the aliases, also when they were so before; 404 for an unknown version; 409 if somebody else was faster.</summary>
    public static IResult Of(AliasResult result) => result switch
    {
        AliasResult.Changed changed => TypedResults.Json(changed.Aliases, RegistryJson.Default.Aliases),
        AliasResult.Same same => TypedResults.Json(same.Aliases, RegistryJson.Default.Aliases),
        AliasResult.UnknownVersion unknown => ModelProblems.NotFound(unknown.Version),
        AliasResult.Unusable unusable => TypedResults.Problem(unusable.Fault, statusCode: StatusCodes.Status409Conflict, title: "The model can't be used."),
        _ => TypedResults.Problem("Somebody else changed the aliases meanwhile.", statusCode: StatusCodes.Status409Conflict, title: "Try again."),
    };
}
