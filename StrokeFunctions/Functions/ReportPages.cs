using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Functions;

/// <summary>HTML answers of the report functions, which allow nothing but the page's own style.</summary>
internal static class ReportPages
{
    /// <summary>Whether a caller names a media type itself (not by a wildcard).</summary>
    public static bool Wants(HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));

    /// <summary>A page.</summary>
    public static IResult Html(HttpRequest request, string page) => Html(request, Encoding.UTF8.GetBytes(page));

    /// <inheritdoc cref="Html(HttpRequest, string)"/>
    public static IResult Html(HttpRequest request, ReadOnlyMemory<byte> page)
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Page.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers[HeaderNames.Vary] = HeaderNames.Accept;
        return TypedResults.Bytes(page, "text/html; charset=utf-8");
    }
}
