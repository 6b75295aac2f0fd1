namespace StrokeFunctions.Hosting;

/// <summary>Storage's faults in a log.</summary>
internal static class StorageFault
{
    /// <summary>What is wrong, without the headers and retry settings that the storage library writes below it.</summary>
    public static string FirstLine(this Exception exception) => exception.Message.Split('\n')[0].TrimEnd('\r');
}
