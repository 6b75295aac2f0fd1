using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting;

/// <summary>What the two ways to be started have in common.</summary>
internal static class WebServer
{
    /// <summary>
    /// The exit code of what the Functions host started: it never restarts a worker that ended with 0, and no end of ours is
    /// meant to be final while the host lives.
    /// </summary>
    public const int Restart = 1;

    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddProblemDetails();
        builder.Services.AddStrokeFunctions();
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddSingleton<FunctionInvoker>();
        return builder;
    }

    /// <summary>The server's limits, in both ways to be started.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HttpEndpoints.MaxRequestBytes;
    }

    /// <summary>Checks every setting that was declared with ValidateOnStart, before anything runs.</summary>
    public static void CheckSettings(WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartException($"Setting refused: {exception.Message}");
        }
    }

    /// <summary>Runs until the end; settings that cannot work are told on standard error, and the exit code is 1.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (OptionsValidationException exception)
        {
            foreach (var failure in exception.Failures) await Console.Error.WriteLineAsync($"Setting refused: {failure}");
        }
        catch (StartException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} End what listens there, or choose another address with --urls http://localhost:7072");
        }

        return 1;
    }
}
