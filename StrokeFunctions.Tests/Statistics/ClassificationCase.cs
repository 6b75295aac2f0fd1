using System.Text.Json;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>Probabilities and outcomes, and what scikit-learn and statsmodels say of them; see Fixtures/classification.py.</summary>
internal sealed record ClassificationCase(
    string Name, double[] Probabilities, int[] Outcomes, double Threshold, int[] Confusion, double Recall, double Precision, double F1,
    double Accuracy, double Auc, double AveragePrecision, double Brier, double LogLoss, double[] Intercept, double[] Slope,
    double ObservedToExpected, double[] RecallWilson, double[][] Roc, double[][] PrecisionRecall, double Floor, double[] MaxRecall)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The whole fixture.</summary>
    public static JsonElement Fixture { get; } =
        JsonDocument.Parse(File.ReadAllText(Repository.File("StrokeFunctions.Tests", "Fixtures", "classification.json"))).RootElement;

    /// <summary>The names of all cases, for theories.</summary>
    public static TheoryData<string> Names { get; } =
        new(Fixture.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));

    /// <summary>The outcomes.</summary>
    public bool[] Strokes => [.. Outcomes.Select(outcome => outcome == 1)];

    /// <summary>Who is at or above the threshold.</summary>
    public bool[] Flagged => [.. Probabilities.Select(probability => probability >= Threshold)];

    /// <summary>One case.</summary>
    public static ClassificationCase Named(string name) => Fixture.GetProperty("cases").EnumerateArray()
        .Single(c => c.GetProperty("name").GetString() == name).Deserialize<ClassificationCase>(Json)!;
}
