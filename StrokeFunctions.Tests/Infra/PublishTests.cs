using System.Diagnostics;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>azd runs dotnet publish without arguments of ours, so that alone must give what Flex Consumption starts.</summary>
public sealed class PublishTests(Bicep bicep)
{
    [Theory]
    [InlineData("isolated", "true", "linux-x64", false, "EventGrid")]
    [InlineData("custom", "true", "linux-x64", true, "EventGrid")]
    [InlineData("isolated", "false", "", false, "LogsAndContainerScan")]
    [InlineData("custom", "false", "", false, "LogsAndContainerScan")]
    public async Task Publish_IsForLinuxAndEvents_AndABuildIsForThisMachine(string model, string publishing, string runtime, bool selfContained, string source)
    {
        var properties = await EvaluateAsync($"-p:FunctionsModel={model}", $"-p:_IsPublishing={publishing}");

        Assert.Equal((runtime, source), (properties.GetProperty("RuntimeIdentifier").GetString(), properties.GetProperty("BlobTriggerSource").GetString()));
        Assert.Equal(selfContained, string.Equals(properties.GetProperty("SelfContained").GetString(), "true", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The template's default must be the model that dotnet publish gives without arguments, since azd runs both.</summary>
    [Fact]
    public async Task Template_StartsTheModel_ThatABuildIsOf()
    {
        var properties = await EvaluateAsync();

        var template = await bicep.MainAsync();
        Assert.Equal(properties.GetProperty("FunctionsModel").GetString(), template.Parts[0].GetProperty("parameters").GetProperty("hostingModel").GetProperty("defaultValue").GetString());
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
            ["msbuild", Repository.File("StrokeFunctions", "StrokeFunctions.csproj"), .. properties, "-getProperty:RuntimeIdentifier,SelfContained,BlobTriggerSource,FunctionsModel"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        using var output = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        return output.RootElement.GetProperty("Properties").Clone();
    }
}
