namespace StrokeFunctions.Registry;

/// <summary>The aliases as read, with the ETag that a change of them needs.</summary>
/// <param name="Aliases">Which model serves.</param>
/// <param name="ETag">The ETag of models/aliases.json; null before the first promotion.</param>
internal sealed record AliasState(Aliases Aliases, string? ETag);
