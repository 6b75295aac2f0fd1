using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Functions;

/// <summary>Answers with the files of the web page, which allow no code and no style but their own.</summary>
internal static class WebPages
{
    /// <summary>The file, or 304 if the browser has it.</summary>
    public static IResult Answer(HttpRequest request, WebFile file)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = WebFiles.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: EntityTagHeaderValue.Parse(file.ETag));
    }
}
