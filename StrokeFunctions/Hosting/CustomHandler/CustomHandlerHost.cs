using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace StrokeFunctions.Hosting.CustomHandler;

/// <summary>Started by the Azure Functions host: answers its calls on the port that it handed over.</summary>
internal static class CustomHandlerHost
{
    /// <summary>The variable in which the host hands the port over; where it is set, the host started us.</summary>
    public const string PortVariable = "FUNCTIONS_CUSTOMHANDLER_PORT";

    public static Task<int> RunAsync(string[] args, string port) => WebServer.RunAsync(async () =>
    {
        if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new StartException($"{PortVariable} is \"{port}\", which is no port.");
        }

        await using var app = Build(args, number);
        WebServer.CheckSettings(app);
        await app.RunAsync();
        return WebServer.Restart;
    });

    /// <param name="args">Command-line settings.</param>
    /// <param name="port">The port on the loopback address; whatever ASPNETCORE_URLS says, which is inherited from the host.</param>
    /// <param name="configure">Changes to services and settings before the app is built (tests).</param>
    public static WebApplication Build(string[] args, int port, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebServer.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseProblems();
        app.UseMiddleware<HttpEnvelope>();
        app.UseRouting();
        app.MapFunctions();
        app.MapInvocations();
        return app;
    }
}
