using System.Diagnostics;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>azd runs dotnet publish without arguments of ours, so that alone must give what Flex Consumption starts.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("true", "linux-x64", "true", "EventGrid")]
    [InlineData("false", "", "", "LogsAndContainerScan")]
    public async Task Publish_IsForLinuxAndEvents_AndABuildIsForThisMachine(string publishing, string runtime, string selfContained, string source)
    {
        var properties = await EvaluateAsync($"-p:_IsPublishing={publishing}");

        Assert.Equal((runtime, source), (properties.GetProperty("RuntimeIdentifier").GetString(), properties.GetProperty("BlobTriggerSource").GetString()));
        Assert.Equal(selfContained.Length > 0, string.Equals(properties.GetProperty("SelfContained").GetString(), "true", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Publish_CanBeForLocalUse_WhenToldSo()
    {
        var properties = await EvaluateAsync("-p:_IsPublishing=true", "-p:BlobTriggerSource=LogsAndContainerScan", "-p:RuntimeIdentifier=win-x64");

        Assert.Equal("LogsAndContainerScan", properties.GetProperty("BlobTriggerSource").GetString());
        Assert.Equal("win-x64", properties.GetProperty("RuntimeIdentifier").GetString());
    }

    private static async Task<JsonElement> EvaluateAsync(params string[] properties)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["msbuild", Repository.File("StrokeFunctions", "StrokeFunctions.csproj"), .. properties, "-getProperty:RuntimeIdentifier,SelfContained,BlobTriggerSource"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        using var output = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        return output.RootElement.GetProperty("Properties").Clone();
    }
}
