namespace StrokeFunctions.Registry;

/// <summary>No model of that version has been published.</summary>
internal sealed class ModelNotFoundException(string version) : Exception($"There is no model version '{version}'.");
