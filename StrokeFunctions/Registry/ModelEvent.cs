using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>One line of models/events.jsonl.</summary>
/// <param name="Sequence">Counts the changes of the aliases from 1; 0 for events that change none.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The version concerned; null if it concerns none.</param>
/// <param name="By">Who: "training", or what a person called themselves.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Dataset">The upload that led to it; null if none did.</param>
/// <param name="Evidence">The numbers it rests on; null if there are none.</param>
internal sealed record ModelEvent(
    long Sequence,
    DateTimeOffset At,
    ModelEventKind Kind,
    string? Version,
    string By,
    string Reason,
    DatasetSource? Dataset = null,
    JsonElement? Evidence = null);
