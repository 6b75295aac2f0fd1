namespace StrokeFunctions.Registry;

/// <summary>What happened to the models.</summary>
/// <param name="Events">All events, oldest first.</param>
internal sealed record ModelHistory(IReadOnlyList<ModelEvent> Events)
{
    /// <summary>The version that served at a moment; null before the first promotion.</summary>
    public string? ServingAt(DateTimeOffset at) =>
        Events.LastOrDefault(e => e.Kind == ModelEventKind.Promoted && e.At <= at)?.Version;
}

/// <summary>The answer to which model served when.</summary>
/// <param name="At">The moment.</param>
/// <param name="Version">The version that served; null if none did.</param>
internal sealed record ServingAt(DateTimeOffset At, string? Version);
