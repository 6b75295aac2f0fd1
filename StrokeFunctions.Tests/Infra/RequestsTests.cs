using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Hosting;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>docs/requests.http calls what is there, with bodies that are.</summary>
public sealed partial class RequestsTests(Bicep bicep)
{
    private static readonly string Requests = File.ReadAllText(Repository.File("docs", "requests.http"));

    [Fact]
    public void EveryRequest_IsOfAFunction()
    {
        var requests = Request().Matches(Requests).Select(match => (Method: match.Groups[1].Value, Route: match.Groups[2].Value)).ToList();

        Assert.Contains(("POST", "api/score"), requests);
        Assert.All(
            requests.Where(request => !request.Route.StartsWith("runtime/", StringComparison.Ordinal)),
            request =>
                Assert.Contains(
                    FunctionCatalog.OfThisApp().Http,
                    function =>
                        function.Route == request.Route && function.Methods.Contains(request.Method, StringComparer.OrdinalIgnoreCase)
                )
        );
    }

    [Fact]
    public void EveryFileThatIsSent_IsThere() =>
        Assert.All(
            SentFile().Matches(Requests),
            file => Assert.True(File.Exists(Path.Combine(Repository.File("docs"), file.Groups[1].Value)), file.Value)
        );

    /// <summary>The event is one that the subscription would let through.</summary>
    [Fact]
    public async Task WebhookCall_IsWhatTheSubscriptionSends()
    {
        var webhook = Requests[Requests.IndexOf("/runtime/webhooks/blobs", StringComparison.Ordinal)..];
        using var events = JsonDocument.Parse(webhook[webhook.IndexOf('[', StringComparison.Ordinal)..]);
        var sent = Assert.Single(events.RootElement.EnumerateArray());

        Assert.Contains("functionName=Host.Functions.Retrain", webhook, StringComparison.Ordinal);
        Assert.StartsWith(
            "/blobServices/default/containers/datasets/blobs/",
            sent.GetProperty("subject").GetString(),
            StringComparison.Ordinal
        );
        var finishedBy = (await bicep.EventGridAsync()).Variable("finishedBy").EnumerateArray().Select(api => api.GetString());
        Assert.Contains(sent.GetProperty("data").GetProperty("api").GetString(), finishedBy);
    }

    [GeneratedRegex(@"^(GET|POST|DELETE) \{\{url\}\}/([^?\s]*)", RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"^< (\S+)", RegexOptions.Multiline)]
    private static partial Regex SentFile();
}
