using System.Text.Json.Serialization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Storage;

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
        ["Reconcile:Schedule"] = "0 20 * * * *",
    };

    public static Task<int> RunAsync(string[] args) =>
        WebServer.RunAsync(async () =>
        {
            await using var app = Build(args);
            WebServer.CheckSettings(app);
            await using var emulator = await DevelopmentStorage.EnsureAsync(app.Services);
            await app.StartAsync();
            await Task.WhenAll(Welcome.WriteAsync(app), app.WaitForShutdownAsync());
            return app
                .Services.GetServices<IHostedService>()
                .OfType<BackgroundService>()
                .Any(service => service.ExecuteTask is { IsFaulted: true })
                ? 1
                : 0;
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
        app.UseCompression();
        app.UseDirectRoute("api/score");
        app.UseRouting();
        var origins = (app.Configuration[$"{StandaloneOptions.Section}:{nameof(StandaloneOptions.AllowedOrigins)}"] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (origins.Length > 0) app.UseCors(cors => cors.WithOrigins(origins).AllowAnyHeader().AllowAnyMethod());
        app.UseMiddleware<KeyCheck>();
        app.UseRequestGuard(origins);
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
        services.AddCors();
        services.AddSingleton<BlobReceipts>();
        services.AddSingleton<GivenUpDatasets>();
        services.AddSingleton<StorageSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<StorageSetup>());
        services.AddHostedService<BlobWatcher>();
        services.AddHostedService<TimerRunner>();
    }
}

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
        var builder = WebApplication.CreateSlimBuilder(
            // Settings are read once, at the start: nothing watches their files.
            new WebApplicationOptions
            {
                Args = [.. args, "--hostBuilder:reloadConfigOnChange=false"],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.ConfigureKestrel(Configure);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Azure", LogLevel.Warning);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.AddCompression();
        builder.Services.AddStrokeFunctions();
        builder.Services.AddTelemetry(builder.Configuration, underHost: false);
        return builder;
    }

    /// <summary>The server's limits, in both ways to be started.</summary>
    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = HttpEndpoints.MaxRequestBytes;
        kestrel.Limits.MinRequestBodyDataRate = kestrel.Limits.MinResponseDataRate = HttpEndpoints.MinDataRate;
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
            await Console.Error.WriteLineAsync(
                $"{exception.Message} End what listens there, or choose another address with --urls http://localhost:7072"
            );
        }

        return 1;
    }
}

/// <summary>The container in which the Functions host keeps its own records too; ours have a folder of their own there.</summary>
internal static class HostContainer
{
    public const string Name = "azure-webjobs-hosts";

    private const string Folder = "stroke-functions-standalone";

    public static BlobClient HostBlob(this BlobServiceClient storage, string path) =>
        storage.GetBlobContainerClient(Name).GetBlobClient($"{Folder}/{path}");

    /// <summary>What a write to a record states while its lease is held.</summary>
    public static BlobRequestConditions Condition(this HeldLease lease) => new() { LeaseId = lease.Id };
}

/// <summary>Finds the repository that this was built from, whatever the working directory is.</summary>
internal static class ProjectFolder
{
    /// <summary>The nearest folder above that holds StrokeFunctions.sln; null when the app runs from elsewhere.</summary>
    public static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "StrokeFunctions.sln"))) return folder;
        }

        return null;
    }
}

/// <summary>The records that standalone keeps in storage.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BlobReceipt))]
[JsonSerializable(typeof(TimerRecord))]
internal sealed partial class HostJson : JsonSerializerContext;
