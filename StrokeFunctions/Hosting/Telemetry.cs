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

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[OtlpEndpoint] is { Length: > 0 } || configuration[AzureMonitor] is { Length: > 0 }) Add(services, configuration);
    }

    /// <summary>Kept apart so that the libraries are loaded only where they are used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(Requests, TrainingMeter.Name))
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
