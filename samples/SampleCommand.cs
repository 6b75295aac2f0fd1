namespace StrokeFunctions.Samples;

/// <summary>Writes the synthetic dataset to a file.</summary>
internal static class SampleCommand
{
    private static int Main(string[] args)
    {
        if (args is not [var path])
        {
            Console.Error.WriteLine("Usage: dotnet run --project samples -- samples/stroke-sample.csv");
            return 1;
        }

        File.WriteAllText(path, SampleDataset.Csv());
        return 0;
    }
}
