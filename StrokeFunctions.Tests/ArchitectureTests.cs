using System.Text.RegularExpressions;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests;

/// <summary>
/// Holds the direction of dependencies that README states, by reading the sources: a folder is a namespace,
/// and a file may name only its own folder and those below it.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> MayName = new()
    {
        ["Statistics"] = [],
        ["Data"] = [],
        ["Model"] = ["Data", "Statistics"],
        ["Registry"] = ["Model", "Data", "Statistics"],
        ["Pages"] = ["Registry", "Model", "Data", "Statistics"],
        ["Scoring"] = ["Registry", "Model", "Data", "Statistics"],
        ["Training"] = ["Pages", "Registry", "Model", "Data", "Statistics"],
        ["Monitoring"] = ["Pages", "Registry", "Model", "Data", "Statistics"],
        ["Functions"] = ["Hosting", "Scoring", "Training", "Monitoring", "Pages", "Registry", "Model", "Data", "Statistics"],
        ["Hosting"] = ["Functions", "Scoring", "Training", "Monitoring", "Pages", "Registry", "Model", "Data", "Statistics"],
    };

    /// <summary>The folders that may not name every other.</summary>
    public static TheoryData<string> Folders => [.. MayName.Keys.Where(folder => MayName.Keys.Except([folder, .. MayName[folder]]).Any())];

    [Fact]
    public void EveryFolder_HasARule() =>
        Assert.Empty(Sources().Select(FolderOf).Where(folder => folder.Length > 0).Distinct().Except(MayName.Keys));

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_NamesOnlyWhatLiesBelowIt(string folder)
    {
        var forbidden = MayName.Keys.Except([folder, .. MayName[folder]]);
        var pattern = $@"(?:StrokeFunctions\.|(?<![\w.""/])(?=(?:{string.Join('|', forbidden)})\.[A-Z]\w+[.(<\s]))(?:{string.Join('|', forbidden)})\b";

        Assert.Empty(Findings(pattern, file => FolderOf(file) == folder));
    }

    [Theory]
    [InlineData(@"\bMicrosoft\.ML\b", "Training")]
    [InlineData(@"\bMicrosoft\.Azure\.Functions\.Worker\b", "Functions", "Hosting")]
    [InlineData(@"\bAzure\.(Storage|Identity|Core)\b|\bBlobServiceClient\b|\bBlobContainerClient\b", "Hosting", "Registry")]
    [InlineData(@"<(html|body|div|table|section|svg)\b", "Monitoring", "Pages")]
    public void Technology_StaysInItsFolders(string pattern, params string[] folders)
    {
        // A blob trigger's parameter is a BlobClient: the one storage type that a function class may bind.
        static bool IsTriggerBinding(string file, string line) =>
            FolderOf(file) == "Functions" && (line.Contains("using Azure.Storage.Blobs;", StringComparison.Ordinal) || line.Contains("Functions.Worker", StringComparison.Ordinal));

        Assert.Empty(Findings(pattern, file => !folders.Contains(FolderOf(file)), IsTriggerBinding));
    }

    [Fact]
    public void Data_KnowsNoStorage() =>
        Assert.Empty(Findings(@"\busing (Azure|System\.Net)\b", file => FolderOf(file) is "Data" or "Model" or "Statistics"));

    private static string[] Findings(string pattern, Func<string, bool> inFile, Func<string, string, bool>? except = null)
    {
        var regex = new Regex(pattern);
        return
        [
            .. from file in Sources()
               where inFile(file)
               from line in File.ReadLines(file).Index()
               let code = Comment().Replace(line.Item, "")
               where regex.IsMatch(code) && except?.Invoke(file, code) != true
               select $"{Path.GetRelativePath(Repository.Root, file)}:{line.Index + 1}: {code.Trim()}",
        ];
    }

    private static IEnumerable<string> Sources() =>
        Directory.EnumerateFiles(Repository.File("StrokeFunctions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => FolderOf(file) is not ("bin" or "obj"))
            .Order(StringComparer.Ordinal);

    /// <summary>The first folder below the project, or nothing for a file that lies in the project itself.</summary>
    private static string FolderOf(string file)
    {
        var parts = Path.GetRelativePath(Repository.File("StrokeFunctions"), file).Split(Path.DirectorySeparatorChar);
        return parts.Length > 1 ? parts[0] : "";
    }

    [GeneratedRegex(@"^\s*//.*$")]
    private static partial Regex Comment();
}
