using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>azd runs dotnet publish without arguments of ours, so that alone must give what Flex Consumption starts.</summary>
public sealed class PublishTests
{
    [Theory]
    [InlineData("true", "linux-x64", "EventGrid")]
    [InlineData("false", "", "LogsAndContainerScan")]
    public async Task Publish_IsForLinuxAndEvents_AndABuildIsForThisMachine(string publishing, string runtime, string source)
    {
        var properties = await EvaluateAsync($"-p:_IsPublishing={publishing}");

        Assert.Equal(
            (runtime, source),
            (properties.GetProperty("RuntimeIdentifier").GetString(), properties.GetProperty("BlobTriggerSource").GetString())
        );
        Assert.NotEqual("true", properties.GetProperty("SelfContained").GetString(), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Publish_CanBeForLocalUse_WhenToldSo()
    {
        var properties = await EvaluateAsync(
            "-p:_IsPublishing=true",
            "-p:BlobTriggerSource=LogsAndContainerScan",
            "-p:RuntimeIdentifier=win-x64"
        );

        Assert.Equal("LogsAndContainerScan", properties.GetProperty("BlobTriggerSource").GetString());
        Assert.Equal("win-x64", properties.GetProperty("RuntimeIdentifier").GetString());
    }

    /// <summary>A package unpacked on Linux starts by its run bit.</summary>
    [Fact]
    public async Task Zip_KeepsTheRunBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no run bits.");
        var folder = Directory.CreateTempSubdirectory();
        var (package, zip) = (folder.CreateSubdirectory("package").FullName, Path.Combine(folder.FullName, "app.zip"));
        foreach (
            var (file, mode) in new[]
            {
                ("StrokeFunctions", UnixFileMode.UserRead | UnixFileMode.UserExecute),
                ("host.json", UnixFileMode.UserRead),
            }
        )
        {
            await File.WriteAllTextAsync(Path.Combine(package, file), file, TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(package, file), mode);
        }

        using var pack = Process.Start(
            "dotnet",
            ["msbuild", Repository.File("scripts", "package.proj"), "-nologo", "-verbosity:quiet", $"-p:Folder={package}", $"-p:Zip={zip}"]
        );
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);

        await using (var packed = await ZipFile.OpenReadAsync(zip, TestContext.Current.CancellationToken))
        {
            bool Runs(string file) => ((UnixFileMode)(packed.GetEntry(file)!.ExternalAttributes >> 16) & UnixFileMode.UserExecute) != 0;
            Assert.True(Runs("StrokeFunctions"));
            Assert.False(Runs("host.json"));
        }

        folder.Delete(recursive: true);
    }

    private static async Task<JsonElement> EvaluateAsync(params string[] properties)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "msbuild",
                Repository.File("StrokeFunctions", "StrokeFunctions.csproj"),
                .. properties,
                "-getProperty:RuntimeIdentifier,SelfContained,BlobTriggerSource",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        using var output = JsonDocument.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        return output.RootElement.GetProperty("Properties").Clone();
    }
}
