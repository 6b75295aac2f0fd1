using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Invocation;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Hosting;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Hosting;

/// <summary>The app as an isolated worker, as far as it can be tried without the Functions host.</summary>
public sealed class IsolatedHostTests
{
    private static readonly string[] HostsArguments =
    [
        "--functions-uri",
        "http://127.0.0.1:1",
        "--functions-worker-id",
        "w",
        "--functions-request-id",
        "r",
    ];

    [Fact]
    public async Task Worker_TellsTheHostEveryFunction_WithTheBindingsOfItsAttributes()
    {
        var told = await MetadataAsync();

        Assert.Equal(
            FunctionCatalog.OfThisApp().All.Select(function => function.Name),
            told.Select(function => function.Name).Order(StringComparer.Ordinal)
        );
        foreach (var function in FunctionCatalog.OfThisApp().Http)
        {
            var binding = Trigger(told.Single(other => other.Name == function.Name));
            Assert.Equal(function.Route, binding.GetProperty("route").GetString());
            Assert.Equal(function.Keys == KeyGroup.Anonymous ? "Anonymous" : "Function", binding.GetProperty("authLevel").GetString());
            Assert.Equal(function.Methods, binding.GetProperty("methods").EnumerateArray().Select(method => method.GetString()));
        }
    }

    [Fact]
    public async Task EveryRoute_CanBeParsed_AsTheWorkerPutsItTogether()
    {
        foreach (
            var function in (await MetadataAsync()).Where(function => Trigger(function).GetProperty("type").GetString() == "httpTrigger")
        )
        {
            RoutePatternFactory.Parse("/" + Trigger(function).GetProperty("route").GetString());
        }
    }

    [Fact]
    public async Task BlobTriggers_LearnOfBlobs_AsTheBuildWasTold()
    {
        var blobs = (await MetadataAsync())
            .Select(Trigger)
            .Where(binding => binding.GetProperty("type").GetString() == "blobTrigger")
            .ToArray();

        Assert.Equal(
            FunctionCatalog.OfThisApp().Blobs.Select(function => function.Trigger.BlobPath).Order(),
            blobs.Select(binding => binding.GetProperty("path").GetString()).Order()
        );
        Assert.All(blobs, binding => Assert.Equal(BlobTriggers.Source.ToString(), binding.GetProperty("source").GetString()));
        Assert.All(blobs, binding => Assert.Equal(BlobTriggers.Connection, binding.GetProperty("connection").GetString()));
    }

    [Fact]
    public void EveryFunction_GetsWhatItAsksFor_FromTheWorkersServices()
    {
        using var app = IsolatedHost.Build([.. HostsArguments, "--AzureWebJobsStorage", StorageOptions.Development]);

        foreach (var function in FunctionCatalog.OfThisApp().All.Where(function => !function.Method.IsStatic))
        {
            Assert.NotNull(ActivatorUtilities.CreateInstance(app.Services, function.Method.DeclaringType!));
        }
    }

    /// <summary>
    /// The executor that the worker's SDK generates by default makes an expression and compiles it at every call of a function of an
    /// internal class, which costs more than scoring a patient; the worker's own finds a function's method once.
    /// </summary>
    [Fact]
    public void Call_OfAFunction_CompilesNoCode()
    {
        using var app = IsolatedHost.Build([.. HostsArguments, "--AzureWebJobsStorage", StorageOptions.Development]);

        var generated = typeof(FunctionCatalog).Assembly.GetTypes().Where(type => typeof(IFunctionExecutor).IsAssignableFrom(type));

        Assert.Empty(generated);
        Assert.Equal("DefaultFunctionExecutor", app.Services.GetRequiredService<IFunctionExecutor>().GetType().Name);
    }

    [Theory]
    [InlineData(true, "--host", "127.0.0.1", "--functions-uri", "http://127.0.0.1:50000")]
    [InlineData(true, "--functions-uri=http://127.0.0.1:50000")]
    [InlineData(false)]
    [InlineData(false, "--urls", "http://localhost:7072")]
    public void App_IsAWorker_OnlyWhenTheHostSaysWhereItIs(bool worker, params string[] args) =>
        Assert.Equal(worker, IsolatedHost.IsStartedByTheHost(args));

    [Fact]
    public async Task Worker_EndsWithOne_WhenASettingCannotWork()
    {
        await using var app = AppProcess.Start(new Dictionary<string, string> { ["AzureWebJobsStorage"] = "nonsense" }, HostsArguments);

        Assert.Equal(1, await app.EndAsync());
        Assert.Contains("Setting refused: AzureWebJobsStorage", app.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worker_NeverEndsWithZero_SinceTheHostWouldNotRestartIt()
    {
        await using var app = AppProcess.Start(
            new Dictionary<string, string> { ["AzureWebJobsStorage"] = StorageOptions.Development },
            HostsArguments
        );

        // Nothing listens at the address of HostsArguments, so that the worker ends by itself.
        Assert.NotEqual(0, await app.EndAsync());
    }

    private static async Task<IReadOnlyList<IFunctionMetadata>> MetadataAsync() =>
        await new GeneratedFunctionMetadataProvider().GetFunctionMetadataAsync(AppContext.BaseDirectory);

    private static JsonElement Trigger(IFunctionMetadata function) =>
        function
            .RawBindings!.Select(binding => JsonElement.Parse(binding))
            .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.Ordinal));
}
