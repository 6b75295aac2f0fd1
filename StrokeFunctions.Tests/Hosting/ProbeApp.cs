using Microsoft.AspNetCore.Builder;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>The standalone app with the probe functions in the place of its own.</summary>
internal static class ProbeApp
{
    public static Task<TestApp> StartAsync(
        string storage,
        Probe probe,
        Dictionary<string, string?>? settings = null,
        TimeProvider? clock = null,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        settings ??= [];
        settings.TryAdd("Tick:Schedule", "0 0 0 * * 1");
        return TestApp.StartAsync(storage, settings, clock, probe.Install + configure);
    }
}
