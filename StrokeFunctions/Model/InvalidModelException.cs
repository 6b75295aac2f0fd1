namespace StrokeFunctions.Model;

/// <summary>A model file can't be used; names every fault found (at most 100).</summary>
internal sealed class InvalidModelException(string version, IReadOnlyList<string> faults, Exception? inner = null)
    : Exception($"Model {version} can't be used: {string.Join(" ", faults)}", inner)
{
    /// <summary>The version that was to be loaded.</summary>
    public string Version { get; } = version;

    /// <summary>The faults, each a sentence that says where, what was found and what is allowed.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
