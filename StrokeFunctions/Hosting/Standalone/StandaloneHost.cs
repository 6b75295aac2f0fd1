using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Started by a person: Kestrel serves the HTTP functions, and hosted services watch the containers and fire the timers.</summary>
internal static class StandaloneHost
{
    /// <summary>How long what runs may take to end. Together with the emulator's end this stays under five seconds.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Defaults below every other source of settings. The Functions host takes its own from local.settings.json.</summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        [StorageOptions.Section] = StorageOptions.Development,
        ["DriftReport:Schedule"] = "0 0 0 * * 1",
    };

    public static Task<int> RunAsync(string[] args) => WebServer.RunAsync(async () =>
    {
        await using var app = Build(args);
        WebServer.CheckSettings(app);
        await using var emulator = await DevelopmentStorage.EnsureAsync(app.Services);
        await app.StartAsync();
        await Task.WhenAll(Welcome.WriteAsync(app), app.WaitForShutdownAsync());
        return app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
    });

    /// <param name="args">Command-line settings, such as --urls.</param>
    /// <param name="configure">Changes to services and settings before the app is built (tests).</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebServer.CreateBuilder(args);
        foreach (var (setting, value) in Defaults)
        {
            if (string.IsNullOrEmpty(builder.Configuration[setting]) && !builder.Configuration.GetSection(setting).GetChildren().Any())
            {
                builder.Configuration[setting] = value;
            }
        }

        AddServices(builder.Services);
        configure?.Invoke(builder);
        var keys = builder.Configuration.GetSection(KeyOptions.Section).Get<KeyOptions>() ?? new KeyOptions();
        builder.WebHost.UseUrls(LocalAddress.Choose(builder.Configuration, keys.AreSet));

        var app = builder.Build();
        foreach (var timer in app.Services.GetRequiredService<FunctionCatalog>().Timers) Schedule.Parse(timer, app.Configuration);
        app.UseProblems();
        app.UseRouting();
        app.UseMiddleware<KeyCheck>();
        app.MapFunctions();
        return app;
    }

    private static void AddServices(IServiceCollection services)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        services.AddSingleton<IValidateOptions<KeyOptions>, KeyOptionsValidator>();
        services.AddOptions<KeyOptions>().BindConfiguration(KeyOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StandaloneOptions>, StandaloneOptionsValidator>();
        services.AddOptions<StandaloneOptions>().BindConfiguration(StandaloneOptions.Section).ValidateOnStart();
        services.AddOptions<SampleOptions>().BindConfiguration(SampleOptions.Section);
        services.AddSingleton<BlobReceipts>();
        services.AddSingleton<StorageSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageSetup>());
        services.AddHostedService<BlobWatcher>();
        services.AddHostedService<TimerRunner>();
    }
}
