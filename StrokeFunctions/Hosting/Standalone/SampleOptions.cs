namespace StrokeFunctions.Hosting.Standalone;

/// <summary>The sample dataset, from which a first model is trained (section "Sample").</summary>
internal sealed class SampleOptions
{
    public const string Section = "Sample";

    /// <summary>The dataset's name in its container.</summary>
    public const string Name = "stroke-sample.csv";

    /// <summary>Whether the sample is uploaded when the storage holds no model; only ever to development storage. Default true.</summary>
    public bool Upload { get; set; } = true;
}
