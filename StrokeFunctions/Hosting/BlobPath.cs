using System.Text.RegularExpressions;

namespace StrokeFunctions.Hosting;

/// <summary>The path of a blob trigger, such as "datasets/{name}.csv": a container, and a pattern with placeholders.</summary>
internal sealed class BlobPath
{
    private readonly string _pattern;
    private readonly Regex _regex;

    public BlobPath(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == path.Length - 1) throw new FormatException($"\"{path}\" is not container/pattern.");
        Container = path[..slash];
        _pattern = path[(slash + 1)..];
        Placeholders = [.. Regex.Matches(_pattern, @"\{(\w+)\}").Select(match => match.Groups[1].Value)];
        var escaped = Regex.Escape(_pattern).Replace("}", @"\}", StringComparison.Ordinal);
        _regex = new Regex("^" + Regex.Replace(escaped, @"\\\{(\w+)\\\}", "(?<$1>.+)") + "$", RegexOptions.CultureInvariant);
    }

    /// <summary>The container, never a placeholder.</summary>
    public string Container { get; }

    /// <summary>The names within braces, which the function may ask for as string parameters.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <summary>What the placeholders stand for in a blob's name; null when the name does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        var match = _regex.Match(blobName);
        return match.Success ? Placeholders.ToDictionary(name => name, name => match.Groups[name].Value) : null;
    }

    /// <summary>The blob's name, put together from what the placeholders stand for.</summary>
    public string Resolve(Func<string, string> valueOf) =>
        Placeholders.Aggregate(_pattern, (name, placeholder) =>
            name.Replace($"{{{placeholder}}}", valueOf(placeholder), StringComparison.Ordinal));
}
