using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>scripts/subscribe.sh and .ps1, run for real with stand-ins for az, curl and sleep.</summary>
public sealed class SubscribeTests : IDisposable
{
    private const string Secret = "the-key-of-the-webhook";
    private const string App = "/subscriptions/sub-test/resourceGroups/rg-test/providers/Microsoft.Web/sites/func-test";

    private static readonly Dictionary<string, string> Variables = new()
    {
        ["AZURE_SUBSCRIPTION_ID"] = "sub-test",
        ["AZURE_RESOURCE_GROUP"] = "rg-test",
        ["FUNCTION_APP_NAME"] = "func-test",
        ["FUNCTION_APP_URL"] = "https://func-test-abc.westeurope-01.azurewebsites.net",
        ["EVENT_TOPIC_NAME"] = "evgt-test",
        ["STORAGE_ACCOUNT_NAME"] = "sttest",
        ["UNDELIVERED_CONTAINER"] = "undelivered-events",
    };

    private readonly FakeTools _tools = new();

    public static TheoryData<string> Shells => ["sh", "pwsh"];

    public void Dispose() => _tools.Dispose();

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Subscribe_WakesTheAppUp_UntilItsKeyIsThere(string shell)
    {
        var (exitCode, output, errors) = await RunAsync(shell, appearsAtAttempt: 3);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(3, Wakes().Count); // twice while it waits, once before the handshake
        Assert.All(Wakes(), wake => Assert.Contains($"{Variables["FUNCTION_APP_URL"]}/api/health/live", wake, StringComparison.Ordinal));
        var deployment = Assert.Single(_tools.Calls, call => call.StartsWith("az deployment", StringComparison.Ordinal));
        Assert.Contains("--subscription sub-test --resource-group rg-test", deployment, StringComparison.Ordinal);
        Assert.Contains("infra/eventgrid.bicep", deployment, StringComparison.Ordinal);
        Assert.Contains(
            "functionAppName=func-test topicName=evgt-test storageName=sttest undeliveredContainer=undelivered-events",
            deployment,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Subscribe_TriesTheHandshakeAgain_WithTheAppWokenUp(string shell)
    {
        var (exitCode, output, errors) = await RunAsync(shell, appearsAtAttempt: 1, acceptedAtAttempt: 3);

        Assert.Equal(0, exitCode);
        Assert.Contains("Trying again (2 of 5)", output, StringComparison.Ordinal);
        Assert.Contains("Webhook validation handshake failed", errors, StringComparison.Ordinal);
        Assert.Equal(3, Wakes().Count);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Subscribe_SaysWhatIsWrong_WhenTheHandshakeNeverSucceeds(string shell)
    {
        var (exitCode, _, errors) = await RunAsync(shell, appearsAtAttempt: 1, acceptedAtAttempt: int.MaxValue);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Event Grid did not accept the webhook of func-test in five tries", Unwrapped(errors), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Subscribe_SaysWhatIsWrong_WhenTheAppNeverStarts(string shell)
    {
        var (exitCode, _, errors) = await RunAsync(shell, appearsAtAttempt: int.MaxValue);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("blobs_extension did not appear", Unwrapped(errors), StringComparison.Ordinal);
        Assert.DoesNotContain(_tools.Calls, call => call.StartsWith("az deployment", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task Subscribe_NamesTheVariable_WhenItIsNotSet(string shell)
    {
        var (exitCode, _, errors) = await RunAsync(shell, appearsAtAttempt: 1, without: "EVENT_TOPIC_NAME");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("EVENT_TOPIC_NAME", errors, StringComparison.Ordinal);
        Assert.Empty(_tools.Calls);
    }

    private List<string> Wakes() => [.. _tools.Calls.Where(call => call.StartsWith("curl ", StringComparison.Ordinal))];

    /// <summary>PowerShell colours its errors and breaks their lines.</summary>
    private static string Unwrapped(string errors) =>
        string.Join(
            ' ',
            System
                .Text.RegularExpressions.Regex.Replace(errors, @"\x1b\[[0-9;]*m", "")
                .Split(['\n', '\r', ' ', '|'], StringSplitOptions.RemoveEmptyEntries)
        );

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string shell,
        int appearsAtAttempt,
        int acceptedAtAttempt = 1,
        string without = ""
    )
    {
        Assert.SkipUnless(FakeTools.IsInstalled(shell), $"{shell} is not installed.");
        // A host that is not up answers the question for its keys with an error; one that is up and has no blob trigger yet, without the
        // key. "az functionapp show" is no help: of Flex Consumption it prints what ARM says, where the address is not at the top.
        _tools.Add(
            "az",
            $$"""
            fail() { echo "ERROR: $*" >&2; exit 1; }
            keys="rest --method post --url {{App}}/host/default/listkeys?api-version=2025-03-01"
            count() { grep -c "^az $1" "{{_tools.PathOf("calls")}}"; }
            case "$*" in
              "$keys --query systemKeys.blobs_extension != null --output tsv")
                if [ "$(count rest)" -ge {{appearsAtAttempt}} ]; then echo true
                elif [ "$(count rest)" -eq 1 ]; then
                  fail 'Bad Request({"Code":"BadRequest","Message":"Encountered an error (ServiceUnavailable) from host runtime."})'
                else echo false; fi ;;
              "deployment group create "*)
                if [ "$(count deployment)" -lt {{acceptedAtAttempt}} ]; then
                  fail '{"code": "DeploymentFailed", "details": [{"code": "Url validation", "message":' \
                    '"Webhook validation handshake failed for https://func-test.azurewebsites.net/runtime/webhooks/blobs."}]}'
                fi ;;
              "rest"*) echo {{Secret}} ;;
              *) echo "ERROR: '$*' is misspelled or not recognized by the system." >&2; exit 2 ;;
            esac
            """
        );
        _tools.Add("curl", "");
        _tools.Add("sleep", "");
        var variables = Variables.Where(variable => variable.Key != without).ToDictionary();
        if (shell == "sh")
            return await _tools.RunAsync("sh", [Repository.File("scripts", "subscribe.sh")], variables);
        var standIns =
            $"function Start-Sleep {{ }}; function Invoke-WebRequest($Uri, $TimeoutSec) {{ Add-Content '{_tools.PathOf("calls")}' \"curl "
                + "$Uri\" }";
        return await _tools.RunAsync(
            "pwsh",
            [
                "-NoProfile",
                "-NonInteractive",
                "-Command",
                $"{standIns}; & '{Repository.File("scripts", "subscribe.ps1")}'; exit $LASTEXITCODE",
            ],
            variables
        );
    }
}
