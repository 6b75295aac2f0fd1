using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>The smaller scripts, run for real with a stand-in for az.</summary>
public sealed class ScriptTests : IDisposable
{
    private readonly FakeTools _tools = new();

    public static TheoryData<string, string> Registers => new() { { "sh", "register.sh" }, { "pwsh", "register.ps1" } };

    public void Dispose() => _tools.Dispose();

    /// <summary>ARM gives back the names of outputs with small first letters, which no later command would find.</summary>
    [Fact]
    public async Task Names_PrintsWhatLaterCommandsNeed_AsAShellTakesIt()
    {
        _tools.Add("az", "printf 'azurE_SUBSCRIPTION_ID\\tazurE_RESOURCE_GROUP\\tfunctioN_APP_NAME\\nsub-test\\trg-test\\tfunc-test\\n'");

        var (exitCode, output, _) = await _tools.RunAsync(
            "sh",
            ["-c", $"eval \"$({Repository.File("scripts", "names.sh")})\" && env | grep -E '^(AZURE|FUNCTION)_' | sort"],
            new Dictionary<string, string>()
        );

        Assert.Equal(0, exitCode);
        Assert.Contains("AZURE_RESOURCE_GROUP=rg-test\n", output, StringComparison.Ordinal);
        Assert.Contains("FUNCTION_APP_NAME=func-test\n", output, StringComparison.Ordinal);
        Assert.Equal(
            "az deployment sub show --name stroke --query [keys(properties.outputs), values(properties.outputs)[].value] --output tsv",
            Assert.Single(_tools.Calls)
        );
    }

    /// <summary>A subnet is delegated to a provider that no resource of the templates is of, so nothing else would register it.</summary>
    [Theory]
    [MemberData(nameof(Registers))]
    public async Task Register_RegistersTheSubnetsProvider_ForAPrivateNetwork(string shell, string script)
    {
        await RegisterAsync(shell, script, privateNetwork: "true");

        Assert.Equal("az provider register --namespace Microsoft.App --subscription sub-test --wait", Assert.Single(_tools.Calls));
    }

    [Theory]
    [MemberData(nameof(Registers))]
    public async Task Register_DoesNothing_WithoutAPrivateNetwork(string shell, string script)
    {
        await RegisterAsync(shell, script, privateNetwork: "");

        Assert.Empty(_tools.Calls);
    }

    private async Task RegisterAsync(string shell, string script, string privateNetwork)
    {
        Assert.SkipUnless(FakeTools.IsInstalled(shell), $"{shell} is not installed.");
        _tools.Add("az", "");
        var variables = new Dictionary<string, string> { ["PRIVATE_NETWORK"] = privateNetwork, ["AZURE_SUBSCRIPTION_ID"] = "sub-test" };

        var (exitCode, _, errors) = await _tools.RunAsync(
            shell,
            shell == "sh" ? [Repository.File("scripts", script)] : ["-NoProfile", "-File", Repository.File("scripts", script)],
            variables
        );

        Assert.Equal((0, ""), (exitCode, errors));
    }
}
