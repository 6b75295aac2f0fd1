using StrokeFunctions.Model;

namespace StrokeFunctions.Scoring;

/// <summary>What is known of the serving model at one moment.</summary>
/// <param name="Model">The model that scores; null before the first one.</param>
/// <param name="Wanted">The version that the alias names; null before the first promotion.</param>
/// <param name="LoadedAt">When the model was put into service, UTC.</param>
/// <param name="StorageReadAt">When storage last answered, UTC; null if it never did.</param>
/// <param name="Fault">Why the newest look failed, or why the wanted version can't be loaded; null if all is well.</param>
internal sealed record ChampionState(
    StrokeModel? Model, string? Wanted, DateTimeOffset? LoadedAt, DateTimeOffset? StorageReadAt, string? Fault);
