namespace StrokeFunctions.Tests.Support;

/// <summary>Finds files of the repository, and of the data folder beside it.</summary>
internal static class Repository
{
    /// <summary>The folder that holds StrokeFunctions.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The path of a file of the repository.</summary>
    public static string File(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// The path of a file in the folder "shared" beside the repository (the real dataset, the captured host bodies).
    /// Skips the test, visibly, where it is absent: those files may not be copied into the project.
    /// </summary>
    public static string Shared(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));
        Assert.SkipUnless(System.IO.File.Exists(path), $"{Path.Combine(parts)} is not in the folder 'shared' beside this repository.");
        return path;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "StrokeFunctions.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("StrokeFunctions.sln is in no parent folder.");
        }

        return folder;
    }
}
