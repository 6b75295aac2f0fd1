using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Tells addresses of this machine alone from those that others can reach.</summary>
internal static class LocalAddress
{
    /// <summary>Where standalone listens unless told otherwise: the Functions host's own local port.</summary>
    public const string Default = "http://localhost:7071";

    /// <summary>Whether a host name can only mean this machine.</summary>
    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>
    /// The addresses to listen on, from --urls, ASPNETCORE_URLS or ASPNETCORE_HTTP_PORTS.
    /// Refuses those that others can reach while no key is configured.
    /// </summary>
    public static string Choose(IConfiguration configuration, bool keys)
    {
        var urls = configuration["urls"];
        if (string.IsNullOrWhiteSpace(urls))
        {
            var ports = (configuration["http_ports"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            urls = ports.Length == 0 ? Default : string.Join(';', ports.Select(port => $"http://*:{port}"));
        }

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!keys && !IsLoopback(HostOf(url)))
            {
                throw new StartException(
                    $"{url} can be reached from other machines, and no key is configured. Set Keys__Function and Keys__Admin, or listen on {Default}.");
            }
        }

        return urls;
    }

    private static string HostOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Host;
        }
        catch (FormatException)
        {
            throw new StartException($"\"{url}\" is not an address to listen on; it looks like {Default}");
        }
    }
}
