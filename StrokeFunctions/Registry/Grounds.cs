using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>What a change rests on; it ends in the event log.</summary>
/// <param name="By">Who: "training", or what a person called themselves.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Dataset">The upload that led to it; null if none did.</param>
/// <param name="Evidence">The numbers; null if there are none.</param>
internal sealed record Grounds(string By, string Reason, DatasetSource? Dataset = null, JsonElement? Evidence = null);
