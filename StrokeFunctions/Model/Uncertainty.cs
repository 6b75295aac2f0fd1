namespace StrokeFunctions.Model;

/// <summary>
/// Conformal bounds by class, calibrated on held-out predictions: "stroke" is plausible for a patient whose probability is at least
/// <see cref="StrokeFrom"/>, "no stroke" for one whose probability is at most <see cref="NoStrokeTo"/>. Each class keeps its members with
/// the stated coverage. An answer with both classes plausible, or neither, is uncertain.
/// Source: Vovk, Gammerman and Shafer, Algorithmic Learning in a Random World, 2005 (label-conditional conformal prediction).
/// </summary>
internal sealed record Uncertainty
{
    /// <summary>The share of each class whose true class stays plausible; 0 to 1, for example 0.9.</summary>
    public required double Coverage { get; init; }

    /// <summary>The (1 - coverage) quantile of the probabilities of held-out patients with a stroke.</summary>
    public required double StrokeFrom { get; init; }

    /// <summary>The coverage quantile of the probabilities of held-out patients without.</summary>
    public required double NoStrokeTo { get; init; }

    /// <summary>Whether the data leave both classes plausible, or neither.</summary>
    public bool IsUncertain(double probability) => probability >= StrokeFrom == probability <= NoStrokeTo;
}
