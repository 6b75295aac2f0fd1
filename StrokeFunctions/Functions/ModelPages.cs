using Microsoft.AspNetCore.Http;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Functions;

/// <summary>Answers with a page that was published with a model version.</summary>
internal static class ModelPages
{
    /// <summary>The page, its SHA-256 checked, under a policy that lets it load nothing.</summary>
    public static async Task<IResult> ShowAsync(ModelRegistry registry, string name, string file, HttpResponse response, CancellationToken ct)
    {
        if (await registry.ResolveAsync(name, ct) is not { } version) return ModelProblems.NotFound(name);
        var page = await registry.ReadFileAsync(version, file, ct);
        response.Headers.ContentSecurityPolicy = Page.ContentSecurityPolicy;
        return TypedResults.Bytes(page, "text/html; charset=utf-8");
    }
}
