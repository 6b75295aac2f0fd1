namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Finds the repository that this was built from, whatever the working directory is.</summary>
internal static class ProjectFolder
{
    /// <summary>The nearest folder above that holds StrokeFunctions.sln; null when the app runs from elsewhere.</summary>
    public static string? Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "StrokeFunctions.sln"))) return folder;
        }

        return null;
    }
}
