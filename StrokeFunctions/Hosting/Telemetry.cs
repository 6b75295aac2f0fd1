using System.Runtime.CompilerServices;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Training;

namespace StrokeFunctions.Hosting;

/// <summary>
/// OpenTelemetry: traces and metrics of requests (ASP.NET Core's own), of scoring, of training and of the process. Sent by OTLP where
/// OTEL_EXPORTER_OTLP_ENDPOINT says so, and to Azure Monitor where APPLICATIONINSIGHTS_CONNECTION_STRING does; without either nothing is
/// loaded.
/// </summary>
internal static class Telemetry
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string AzureMonitor = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string Requests = "Microsoft.AspNetCore";
    private const string RequestMeter = "Microsoft.AspNetCore.Hosting";
    private const string RuntimeMeter = "System.Runtime";

    /// <param name="services">Where it is added.</param>
    /// <param name="configuration">The settings named above.</param>
    /// <param name="underHost">Whether the Functions host starts the app.</param>
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration, bool underHost)
    {
        if (configuration[OtlpEndpoint] is not { Length: > 0 } && configuration[AzureMonitor] is not { Length: > 0 }) return;
        Add(services, configuration, underHost);
    }

    /// <summary>
    /// What is traced. The Functions host itself sends Azure Monitor a row for each call of a function, which the alerts count: under it
    /// the worker sends none of its own, or each request would be there, and be paid, twice.
    /// </summary>
    public static string[] TracedSources(IConfiguration configuration, bool underHost) =>
        underHost && configuration[AzureMonitor] is { Length: > 0 } ? [TrainingMeter.Name] : [Requests, TrainingMeter.Name];

    /// <summary>Kept apart so that the libraries are loaded only where they are used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(IServiceCollection services, IConfiguration configuration, bool underHost)
    {
        var telemetry = services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(TracedSources(configuration, underHost)))
            .WithMetrics(metrics => metrics.AddMeter(RequestMeter, ScoringMeter.Name, TrainingMeter.Name, RuntimeMeter));
        if (configuration[OtlpEndpoint] is { Length: > 0 }) telemetry.UseOtlpExporter();
        if (configuration[AzureMonitor] is not { Length: > 0 } connection) return;
        var identity = Identity(configuration);
        telemetry
            .WithTracing(traces =>
                traces.AddAzureMonitorTraceExporter(exporter => (exporter.ConnectionString, exporter.Credential) = (connection, identity))
            )
            .WithMetrics(metrics =>
                metrics.AddAzureMonitorMetricExporter(exporter => (exporter.ConnectionString, exporter.Credential) = (connection, identity))
            );
    }

    /// <summary>
    /// The identity that storage is reached by, which may also send telemetry; null without one, where the connection string is enough.
    /// </summary>
    private static ManagedIdentityCredential? Identity(IConfiguration configuration)
    {
        var storage = new StorageOptions();
        StorageOptions.Read(storage, configuration);
        return storage.ClientId.Length == 0
            ? null
            : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(storage.ClientId));
    }
}
