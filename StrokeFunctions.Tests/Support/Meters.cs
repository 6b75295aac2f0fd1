using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Tests.Support;

/// <summary>Meters of a test's own, so that it hears no other test's.</summary>
internal static class Meters
{
    public static IMeterFactory New() => new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
