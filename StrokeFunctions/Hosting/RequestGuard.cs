using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Hosting.Standalone;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Refuses what another web page makes a browser send, and bodies of a type that the function doesn't read (which a browser may send
/// anywhere without asking). Source of the rule: the Fetch standard's Sec-Fetch-Site, with Origin against Host for browsers without it,
/// as in Go's net/http CrossOriginProtection.
/// </summary>
internal static class RequestGuard
{
    private static readonly string[] ForwardedHeaders = ["Forwarded", "X-Real-IP"];

    /// <summary>Functions that say themselves what they read, and what is meant by types that they don't.</summary>
    private static readonly string[] OwnCheck = ["Score", "PredictLikePython"];

    private const string ForwardedPrefix = "X-Forwarded-";

    /// <summary>Refuses a request, or null where nothing is wrong with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="function">The function that will answer it; null if none does.</param>
    /// <param name="hasKeys">Whether keys are asked for. Without them a local proxy would let the whole world in as this machine.</param>
    /// <param name="allowedOrigins">Origins whose pages may call the app (CORS); none under the host, where the platform lets them.</param>
    public static Problem? Refuse(HttpRequest request, string? function, bool hasKeys, params IReadOnlyList<string> allowedOrigins)
    {
        if (!hasKeys && ForwardedBy(request) is { } header)
        {
            return new Problem(StatusCodes.Status403Forbidden, "A proxy has passed this request on, and no keys are set.",
                $"The header {header} says that it may come from elsewhere. Set keys to serve others than this machine.");
        }

        if (IsSafe(request.Method)) return null;
        if (IsFromAnotherPage(request) && !IsAllowed(request, allowedOrigins))
        {
            return new Problem(StatusCodes.Status403Forbidden, "Another web page sent this.",
                "Only the app's own pages, and programs that are no browsers, may change anything here.");
        }

        // A first score must not wait for the descriptions of all operations to be made.
        if (function is null || OwnCheck.Contains(function)) return null;
        if (!ApiOperations.All.TryGetValue(function, out var operation) || operation.Request is not { } bodies) return null;
        if (request.ContentType is null && !HasBody(request)) return null;
        var allowed = string.Join(", ", bodies.Select(body => body.MediaType));
        return bodies.Any(body => IsType(request.ContentType, body.MediaType))
            ? null
            : Problem.Unsupported(
                $"Content-Type is {request.ContentType ?? "missing"}; allowed: {allowed}.");
    }

    /// <summary>
    /// Puts the guard before the standalone app's functions. Its place is after the routing, which says which function is meant.
    /// </summary>
    public static void UseRequestGuard(this WebApplication app, IReadOnlyList<string> allowedOrigins)
    {
        var hasKeys = app.Services.GetRequiredService<IOptions<KeyOptions>>().Value.AreSet;
        app.Use((context, next) =>
            Refuse(context.Request, NameOf(context), hasKeys, allowedOrigins) is { } refusal
                ? refusal.ExecuteAsync(context)
                : next(context));
    }

    private static string? NameOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Name;

    private static string? ForwardedBy(HttpRequest request)
    {
        foreach (var (name, _) in request.Headers)
        {
            if (name.StartsWith(ForwardedPrefix, StringComparison.OrdinalIgnoreCase)
                || ForwardedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)) return name;
        }

        return null;
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>
    /// "none" is what a person typed or opened; a page under another name of the same site ("same-site") is another page.
    /// </summary>
    private static bool IsFromAnotherPage(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0) return site is not ("same-origin" or "none");
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Whether another page was let in: its origin is among those allowed, or it sends a key or token in a header, which a browser lets it
    /// do only after the server, or the platform before it, has allowed its origin (a preflight of CORS).
    /// </summary>
    private static bool IsAllowed(HttpRequest request, IReadOnlyList<string> allowedOrigins) =>
        allowedOrigins.Contains(request.Headers.Origin.ToString(), StringComparer.OrdinalIgnoreCase)
        || request.Headers.ContainsKey("x-functions-key")
        || request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    /// <summary>A page may also send a body of no type, as a Blob. What must have a body says itself that there is none.</summary>
    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.ContentLength > 0;

    private static bool IsType(string? contentType, string allowed)
    {
        var type = contentType.AsSpan();
        if (type.IndexOf(';') is >= 0 and var end) type = type[..end];
        return type.Trim().Equals(allowed, StringComparison.OrdinalIgnoreCase);
    }
}
