namespace StrokeFunctions.Scoring;

/// <summary>There is nothing to score with yet. The file waits: its delivery is tried again.</summary>
internal sealed class NoModelException() : Exception("There is no model yet; the first dataset gives one.");
