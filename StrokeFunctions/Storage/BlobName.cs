using System.Text;

namespace StrokeFunctions.Storage;

/// <summary>
/// What a blob may be called. Azure allows more, but names with parent folders, control characters or empty parts
/// are read differently by different tools, so they are refused before they reach the store.
/// </summary>
internal static class BlobName
{
    /// <summary>The longest name, in characters. Azure's own limit is 1,024; ours leaves room for what is derived from a name.</summary>
    public const int MaximumLength = 250;

    /// <summary>The longest name of a dataset; names of what is said about it are longer.</summary>
    public const int MaximumDatasetLength = 200;

    private const string DatasetSuffix = ".csv";

    /// <summary>Says in words what is wrong with a name, or null if nothing is.</summary>
    public static string? FaultOf(string name)
    {
        if (name.Length == 0) return "it is empty";
        if (name.Length > MaximumLength) return $"it is longer than {MaximumLength} characters";
        if (name.Any(IsHidden)) return "it holds a control or bidirectional character";
        if (name.Contains('\\', StringComparison.Ordinal)) return "it holds a backslash";
        if (!IsUnicode(name)) return "it is not valid Unicode";
        var parts = name.Split('/');
        if (parts.Any(string.IsNullOrWhiteSpace)) return "a part between slashes is empty";
        return parts.Any(part => part.EndsWith('.')) ? "a part ends with a dot" : null;
    }

    /// <summary>As <see cref="FaultOf"/>, for the name of an uploaded dataset: no folders, and a CSV file.</summary>
    public static string? FaultOfDataset(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal)) return "it holds a slash";
        if (name.StartsWith('.')) return "it begins with a dot";
        if (!name.EndsWith(DatasetSuffix, StringComparison.OrdinalIgnoreCase)) return $"it does not end with {DatasetSuffix}";
        return name.Length > MaximumDatasetLength ? $"it is longer than {MaximumDatasetLength} characters" : FaultOf(name);
    }

    /// <summary>
    /// Whether a character is not seen and changes how others are: control characters, line and paragraph separators, and those of
    /// Unicode's
    /// bidirectional algorithm (UAX 9), by which "gpj.csv" may be shown as "vsc.jpg".
    /// </summary>
    public static bool IsHidden(char c) =>
        char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool IsUnicode(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar) return false;
        }

        return true;
    }
}

/// <summary>The names of the blob containers.</summary>
internal static class Containers
{
    public const string Datasets = "datasets";
    public const string DatasetsRejected = "datasets-rejected";
    public const string Models = "models";
    public const string Training = "training";
    public const string ScoringLog = "scoring-log";
    public const string ScoringBatches = "scoring-batches";
    public const string Scores = "scores";
    public const string Reports = "reports";

    /// <summary>Every container of the app; <see cref="BlobStore.EnsureContainersAsync"/> creates those that are absent.</summary>
    public static readonly IReadOnlyList<string> All =
        [Datasets, DatasetsRejected, Models, Training, ScoringLog, ScoringBatches, Scores, Reports];
}
