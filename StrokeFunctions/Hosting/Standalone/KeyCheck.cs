using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// Stands in for the Functions host's own check: header x-functions-key, or ?code=. Where no key is configured,
/// only this machine is served, and only under a name of this machine (so that no web page elsewhere can reach in).
/// </summary>
internal sealed class KeyCheck(RequestDelegate next, IOptions<KeyOptions> options)
{
    private readonly bool _keys = options.Value.AreSet;

    /// <summary>The hash of each group's key, in the order of <see cref="KeyGroup"/>; null of a group that has none.</summary>
    private readonly byte[]?[] _hashes =
        [null, HashOfKey(options.Value.Function), HashOfKey(options.Value.Datasets), HashOfKey(options.Value.Admin)];

    public Task InvokeAsync(HttpContext context)
    {
        var keys = context.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Keys ?? KeyGroup.Anonymous;
        if (keys == KeyGroup.Anonymous || (_keys ? GroupOf(context.Request) >= keys : IsLocal(context)))
            return next(context);
        var key = keys switch { KeyGroup.Function => "function", KeyGroup.Datasets => "datasets", _ => "admin" };
        return new Problem(StatusCodes.Status401Unauthorized, "A key is needed.",
            $"Send the {key} key in the header x-functions-key or as ?code=.").ExecuteAsync(context);
    }

    /// <summary>
    /// The group whose key was sent. Hashes are compared, all of them, in a time that tells nothing of the keys or their lengths.
    /// </summary>
    private KeyGroup GroupOf(HttpRequest request)
    {
        var found = KeyGroup.Anonymous;
        if ((request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault()) is not { } sent) return found;
        var hash = Hash(sent);
        for (var group = KeyGroup.Function; group <= KeyGroup.Admin; group++)
        {
            if (_hashes[(int)group] is { } key && CryptographicOperations.FixedTimeEquals(hash, key)) found = group;
        }

        return found;
    }

    private static bool IsLocal(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } address || IPAddress.IsLoopback(address))
        && LocalAddress.IsLoopback(context.Request.Host.Host);

    private static byte[]? HashOfKey(string key) => key.Length > 0 ? Hash(key) : null;

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
