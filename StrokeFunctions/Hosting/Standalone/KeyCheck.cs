using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// Stands in for the Functions host's own check: header x-functions-key, or ?code=. Where no key is configured,
/// only this machine is served, and only under a name of this machine (so that no web page elsewhere can reach in).
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, IOptions<KeyOptions> options)
{
    private readonly byte[] _function = Hash(options.Value.Function);
    private readonly byte[] _admin = Hash(options.Value.Admin);
    private readonly bool _keys = options.Value.AreSet;

    public Task InvokeAsync(HttpContext context)
    {
        var level = context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Level ?? AuthorizationLevel.Anonymous;
        if (level == AuthorizationLevel.Anonymous || (_keys ? HasKey(context.Request, level) : IsLocal(context)))
            return next(context);
        return TypedResults
            .Problem(
                statusCode: StatusCodes.Status401Unauthorized,
                title: "A key is needed.",
                detail: $"Send the {(level == AuthorizationLevel.Admin ? "admin" : "function")} key in the header x-functions-key or as "
                    + "?code=."
            )
            .ExecuteAsync(context);
    }

    /// <summary>Compares hashes, in a time that tells nothing of the key or its length.</summary>
    private bool HasKey(HttpRequest request, AuthorizationLevel level)
    {
        var sent = request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault();
        if (sent is null) return false;
        var hash = Hash(sent);
        var admin = CryptographicOperations.FixedTimeEquals(hash, _admin);
        var function = CryptographicOperations.FixedTimeEquals(hash, _function);
        return admin || (function && level == AuthorizationLevel.Function);
    }

    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && LocalAddress.IsLoopback(context.Request.Host.Host);

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
