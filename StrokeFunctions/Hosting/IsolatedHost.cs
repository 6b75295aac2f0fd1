using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StrokeFunctions.Hosting.Standalone;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Started by the Azure Functions host as an isolated worker: the official worker finds the functions, speaks to the host, and serves
/// ASP.NET Core requests.
/// </summary>
internal static class IsolatedHost
{
    /// <summary>The argument by which the host tells a worker where it is. The worker can do nothing without it.</summary>
    private const string HostArgument = "--functions-uri";

    public static bool IsStartedByTheHost(string[] args) =>
        args.Any(argument => argument == HostArgument || argument.StartsWith(HostArgument + "=", StringComparison.Ordinal));

    public static Task<int> RunAsync(string[] args) => WebServer.RunAsync(async () =>
    {
        using var app = Build(args);
        await app.RunAsync();
        return WebServer.Restart;
    });

    public static IHost Build(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<HttpCalls>();
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        builder.Services.Configure<KestrelServerOptions>(WebServer.Configure);
        builder.Services.AddSingleton<IStartupFilter, StatusCodeProblems>();
        builder.Services.AddSingleton<IStartupFilter, CompressedPages>();
        builder.Services.AddCompression();
        builder.Services.AddStrokeFunctions();
        builder.Services.AddTelemetry(builder.Configuration, underHost: true);
        return builder.Build();
    }
}
