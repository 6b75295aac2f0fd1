using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>What a person sees once the app serves: where it is, and commands to try that work when pasted.</summary>
internal static class Welcome
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes where the app serves; then, once there is a model and time for it, what to try.</summary>
    public static async Task WriteAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var address = app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal);
        var key = app.Services.GetRequiredService<IOptions<KeyOptions>>().Value.AreSet;
        await Console.Out.WriteLineAsync($"StrokeFunctions serves on {address} (Ctrl+C ends it)");
        try
        {
            await app.Services.GetRequiredService<FirstAnswer>().WaitAsync(stopping);
            await ModelAsync(app.Services, stopping);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await Console.Out.WriteLineAsync(Commands(address, key ? " -H \"x-functions-key: $KEY\"" : ""));
    }

    private static async Task ModelAsync(IServiceProvider services, CancellationToken stopping)
    {
        var champion = services.GetRequiredService<ChampionModel>();
        if (await champion.GetAsync(stopping) is not null)
            return;
        await Console.Out.WriteLineAsync(
            "There is no model yet. One is trained as soon as a dataset lies in the container \"datasets\" ..."
        );
        var clock = services.GetRequiredService<TimeProvider>();
        while (champion.State.Model is null) await Task.Delay(LookAgainAfter, clock, stopping);
    }

    private static string Commands(string address, string key)
    {
        var samples = Path.GetRelativePath(
                Environment.CurrentDirectory,
                Path.Combine(ProjectFolder.Find() ?? AppContext.BaseDirectory, "samples")
            )
            .Replace('\\', '/');
        return $"""

            Try it:
              curl {address}/api/score{key} -H "Content-Type: application/json" -d @{samples}/patient.json
              curl "{address}/api/datasets?name=more.csv"{key} -H "Content-Type: text/csv" --data-binary @{samples}/stroke-sample.csv
              curl -X POST {address}/api/reports{key}
              curl {address}/api/health/ready

            """;
    }
}

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
            var ports = (configuration["http_ports"] ?? "").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
            );
            urls = ports.Length == 0 ? Default : string.Join(';', ports.Select(port => $"http://*:{port}"));
        }

        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!keys && !IsLoopback(HostOf(url)))
            {
                throw new StartException(
                    $"{url} can be reached from other machines, and no key is configured. Set Keys__Function and Keys__Admin, or listen on "
                        + $"{Default}."
                );
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
