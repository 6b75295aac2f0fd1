using System.Globalization;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>What a person sees once the app serves: where it is, and commands to try that work when pasted.</summary>
internal static class Welcome
{
    public static async Task WriteAsync(IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var address = addresses.First().Replace("[::]", "localhost", StringComparison.Ordinal);
        var text = string.Create(CultureInfo.InvariantCulture, $"""

            StrokeFunctions serves on {address}  (Ctrl+C ends it)

              curl {address}/api/health/ready
              curl {address}/api/score -H "Content-Type: application/json" -d @samples/patient.json
              curl "{address}/api/datasets?name=more.csv" -H "Content-Type: text/csv" --data-binary @samples/stroke-sample.csv

            """);
        await Console.Out.WriteLineAsync(text.AsMemory(), cancellationToken);
    }
}
