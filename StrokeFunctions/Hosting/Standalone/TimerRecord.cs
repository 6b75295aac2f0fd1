namespace StrokeFunctions.Hosting.Standalone;

/// <summary>When a timer ran last (or was first seen), kept so that a missed run is caught up once.</summary>
internal sealed record TimerRecord(DateTimeOffset Last);
