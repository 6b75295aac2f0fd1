using System.Text.RegularExpressions;

namespace StrokeFunctions.Registry;

/// <summary>What people may call a version: lower-case letters, digits and hyphens, and none of the words that mean something already.</summary>
internal static partial class ModelTag
{
    /// <summary>Said where a tag is refused.</summary>
    public const string Allowed = "1 to 40 lower-case letters, digits and hyphens, beginning with a letter, and not champion, previous, events, pin or unpin";

    private static readonly string[] Taken = ["champion", "previous", "events", "pin", "unpin"];

    /// <summary>Whether a text may be a tag.</summary>
    public static bool IsWellFormed(string tag) => Form().IsMatch(tag) && !Taken.Contains(tag);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
