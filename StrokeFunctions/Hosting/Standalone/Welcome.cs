using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>What a person sees once the app serves: where it is, and commands to try that work when pasted.</summary>
internal static class Welcome
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes where the app serves; then, as soon as there is a model, what to try.</summary>
    public static async Task WriteAsync(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var address = app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal);
        var key = app.Services.GetRequiredService<IOptions<KeyOptions>>().Value.AreSet;
        await Console.Out.WriteLineAsync($"StrokeFunctions serves on {address} (Ctrl+C ends it)");
        try
        {
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
        if (await champion.GetAsync(stopping) is not null) return;
        await Console.Out.WriteLineAsync("There is no model yet. One is trained as soon as a dataset lies in the container \"datasets\" ...");
        var clock = services.GetRequiredService<TimeProvider>();
        while (champion.State.Model is null) await Task.Delay(LookAgainAfter, clock, stopping);
    }

    private static string Commands(string address, string key)
    {
        var samples = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(ProjectFolder.Find() ?? AppContext.BaseDirectory, "samples")).Replace('\\', '/');
        return string.Create(CultureInfo.InvariantCulture, $"""

            Try it:
              curl {address}/api/score{key} -H "Content-Type: application/json" -d @{samples}/patient.json
              curl "{address}/api/datasets?name=more.csv"{key} --data-binary @{samples}/stroke-sample.csv
              curl -X POST {address}/api/reports{key}
              curl {address}/api/health/ready

            """);
    }
}
