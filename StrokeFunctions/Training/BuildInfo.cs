using System.Reflection;

namespace StrokeFunctions.Training;

/// <summary>What this program was built from, for the lineage of a model.</summary>
internal static class BuildInfo
{
    private static readonly string[] Shaping = ["CsvHelper", "MathNet.Numerics", "Microsoft.ML.Core", "Microsoft.ML.FastTree", "Microsoft.ML.StandardTrainers"];

    /// <summary>The git commit of the program, from its informational version ("1.0.0+commit"); null if it was built outside a repository.</summary>
    public static string? Commit { get; } = InformationalVersion(typeof(BuildInfo).Assembly).Split('+') is [_, var commit] ? commit : null;

    /// <summary>Version of .NET and of each library that shapes a model, from reading its rows to its calibration.</summary>
    public static IReadOnlyDictionary<string, string> Packages { get; } = Shaping
        .Select(name => (name, version: InformationalVersion(Assembly.Load(new AssemblyName(name))).Split('+')[0]))
        .Append((name: ".NET", version: Environment.Version.ToString()))
        .ToDictionary(package => package.name, package => package.version);

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
