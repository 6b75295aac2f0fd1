namespace StrokeFunctions.Registry;

/// <summary>Which model serves: models/aliases.json, changed only with If-Match.</summary>
internal sealed record Aliases
{
    /// <summary>No model has been promoted yet.</summary>
    public static readonly Aliases None = new();

    /// <summary>The version that serves; null before the first promotion.</summary>
    public string? Champion { get; init; }

    /// <summary>The version that served before it.</summary>
    public string? Previous { get; init; }

    /// <summary>True while automatic promotion is off.</summary>
    public bool Pinned { get; init; }

    /// <summary>Names that people gave to versions.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The change that led to this state, kept here until it stands in the event log; null before the first.</summary>
    public ModelEvent? LastChange { get; init; }
}
