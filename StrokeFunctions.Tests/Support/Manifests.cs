using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Support;

/// <summary>Manifests of models that were not trained, whole in every part.</summary>
internal static class Manifests
{
    private static readonly Estimate None = new(0, 0, 1, 0);

    /// <summary>The manifest of a first model.</summary>
    public static Manifest Of(string version, string trainingTable = "rows/1", int rows = 1) =>
        new()
        {
            Version = version,
            Lineage = new Lineage([], trainingTable, "00", rows, 0, null, 1, new Dictionary<string, string>(), null),
            Evaluation = Monitored.Evaluation,
            Decision = new Decision(
                "there is no model yet.",
                null,
                new DatasetComparison(1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
                ModelEventKind.Promoted,
                "it is the first",
                new PromotionEvidence(1, 0, 0.15, new ModelScore(None, None, None, None), null, null, null, null, [])
            ),
        };
}
