using System.Text.RegularExpressions;
using StrokeFunctions.Hosting;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>scripts/keys.sh, run for real with a stand-in for az that keeps what it is given.</summary>
public sealed partial class KeysTests : IDisposable
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["AZURE_SUBSCRIPTION_ID"] = "sub-test",
        ["AZURE_RESOURCE_GROUP"] = "rg-test",
        ["FUNCTION_APP_NAME"] = "func-test",
    };

    private readonly FakeTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("function", KeyGroup.Function)]
    [InlineData("datasets", KeyGroup.Datasets)]
    [InlineData("admin", KeyGroup.Admin)]
    public async Task Key_IsSetOnTheFunctionsOfItsGroup_AndTakenOffAllOthers(string name, object group)
    {
        var functions = FunctionCatalog.OfThisApp().Http.Where(function => function.Keys != KeyGroup.Anonymous).ToList();

        var (exitCode, output, _) = await RunAsync(name, "ada");

        Assert.Equal(0, exitCode);
        Assert.Matches("^[A-Za-z0-9_-]{56}\n$", output);
        Assert.Equal(functions.Where(f => f.Keys <= (KeyGroup)group).Select(f => f.Name).Order(), Named("put").Order());
        Assert.Equal(functions.Where(f => f.Keys > (KeyGroup)group).Select(f => f.Name).Order(), Named("delete").Order());
        // Every function got the same key, from a file: no command line shows it.
        Assert.Contains(
            $"\"value\": \"{output.Trim()}\"",
            await File.ReadAllTextAsync(_tools.PathOf("body"), Ct),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(_tools.Calls, call => call.Contains(output.Trim(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Key_IsTakenBackEverywhere_AsIsTheOneThatOpensAll()
    {
        var (exitCode, output, errors) = await RunAsync("none", "ada");

        Assert.Equal((0, ""), (exitCode, output));
        Assert.Contains("opens nothing any more", errors, StringComparison.Ordinal);
        Assert.Empty(Named("put"));
        Assert.Contains(
            _tools.Calls,
            call =>
                call.Contains("--method delete", StringComparison.Ordinal)
                && call.Contains("/host/default/functionkeys/default?", StringComparison.Ordinal)
        );
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IEnumerable<string> Named(string method) =>
        _tools
            .Calls.Where(call => call.Contains($"--method {method} ", StringComparison.Ordinal))
            .Select(call => Function().Match(call))
            .Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(string group, string name)
    {
        // Deleting a key that is not there is answered with 404, as ARM does.
        _tools.Add(
            "az",
            $$"""
            case "$*" in
              *"--method put"*) for last; do case $last in @*) cp "${last#@}" "{{_tools.PathOf("body")}}" ;; esac; done ;;
              *"--method delete"*) echo 'ERROR: Not Found({"Code":"NotFound"})' >&2; exit 3 ;;
            esac
            """
        );
        return _tools.RunAsync("sh", [Repository.File("scripts", "keys.sh"), group, name], Variables);
    }

    [GeneratedRegex("/sites/func-test/functions/([A-Za-z]+)/keys/ada\\?")]
    private static partial Regex Function();
}
