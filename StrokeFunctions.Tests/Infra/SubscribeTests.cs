using System.Diagnostics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>scripts/subscribe.sh, run for real with a fake az, curl and sleep that lie before the real ones on PATH.</summary>
public sealed class SubscribeTests : IDisposable
{
    private const string Secret = "the-key-of-the-webhook";

    private readonly string _folder = Directory.CreateTempSubdirectory("subscribe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Subscribe_WakesTheAppUp_UntilItsKeyIsThere()
    {
        var (exitCode, output, errors) = await RunAsync(appearsAtAttempt: 3);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(2, Calls().Count(call => call.StartsWith("curl ", StringComparison.Ordinal)));
        Assert.Contains(
            "https://func-test.azurewebsites.net/api/health/live",
            Calls().First(call => call.StartsWith("curl ", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        var deployment = Assert.Single(Calls(), call => call.StartsWith("az deployment", StringComparison.Ordinal));
        Assert.Contains("infra/eventgrid.bicep", deployment, StringComparison.Ordinal);
        Assert.Contains(
            "functionAppName=func-test topicName=evgt-test storageName=sttest identityName=id-events-test undeliveredContainer=undelivered-events",
            deployment,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_SaysWhatIsWrong_WhenTheAppNeverStarts()
    {
        var (exitCode, _, errors) = await RunAsync(appearsAtAttempt: int.MaxValue);

        Assert.Equal(1, exitCode);
        Assert.Contains("blobs_extension did not appear", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Calls(), call => call.StartsWith("az deployment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscribe_NamesTheVariable_WhenItIsNotSet()
    {
        var (exitCode, _, errors) = await RunAsync(appearsAtAttempt: 1, without: "EVENT_TOPIC_NAME");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("EVENT_TOPIC_NAME", errors, StringComparison.Ordinal);
        Assert.Empty(Calls());
    }

    private string[] Calls() => File.Exists(Path.Combine(_folder, "calls")) ? File.ReadAllLines(Path.Combine(_folder, "calls")) : [];

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(int appearsAtAttempt, string without = "")
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A POSIX shell script.");
        Fake("az", $$"""
            case "$*" in
              "functionapp show"*"--query id"*) echo /subscriptions/1/sites/func-test ;;
              "functionapp show"*) echo func-test.azurewebsites.net ;;
              "rest --method post --url /subscriptions/1/sites/func-test/host/default/listkeys"*"!= null"*)
                asked=$(grep -c '^az rest' "{{_folder}}/calls"); [ "$asked" -ge {{appearsAtAttempt}} ] && echo true || echo false ;;
              "rest"*) echo {{Secret}} ;;
            esac
            """);
        Fake("curl", "");
        Fake("sleep", "");
        var start = new ProcessStartInfo("sh", [Repository.File("scripts", "subscribe.sh")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}",
                ["AZURE_RESOURCE_GROUP"] = "rg-test",
                ["FUNCTION_APP_NAME"] = "func-test",
                ["EVENT_TOPIC_NAME"] = "evgt-test",
                ["STORAGE_ACCOUNT_NAME"] = "sttest",
                ["EVENT_IDENTITY_NAME"] = "id-events-test",
                ["UNDELIVERED_CONTAINER"] = "undelivered-events",
            },
        };
        start.Environment.Remove(without);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("sh did not start.");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    private void Fake(string tool, string script)
    {
        var path = Path.Combine(_folder, tool);
        File.WriteAllText(path, $"#!/bin/sh\necho {tool} \"$@\" >>\"{_folder}/calls\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
