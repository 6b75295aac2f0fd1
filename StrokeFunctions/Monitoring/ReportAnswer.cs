using System.Text.Json.Serialization;

namespace StrokeFunctions.Monitoring;

/// <summary>A report as a list or an answer names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Level">Its verdict: "act", "watch" or "fine".</param>
/// <param name="Verdict">The verdict in a sentence.</param>
/// <param name="Json">Where its JSON is.</param>
/// <param name="Html">Where its page is.</param>
internal sealed record ReportAnswer(string Name, string Level, string Verdict, string Json, string Html)
{
    /// <summary>The answer of a report.</summary>
    public static ReportAnswer Of(string name, Verdict verdict) =>
        new(name, verdict.Level, verdict.Sentence, $"/api/reports/{name}.json", $"/api/reports/{name}.html");
}

/// <summary>How answers are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReportAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ReportAnswer>))]
internal sealed partial class ReportAnswerJson : JsonSerializerContext;
