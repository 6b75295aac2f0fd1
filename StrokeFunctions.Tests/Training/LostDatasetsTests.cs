using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class LostDatasetsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Among_NamesOldDatasetsThatNoEventTellsOf_OldestFirst()
    {
        BlobEntry[] datasets =
        [
            Dataset("done.csv", "1", 50),
            Dataset("replaced.csv", "2", 40),
            Dataset("lost.csv", "3", 60),
            Dataset("young.csv", "4", 0),
        ];
        ModelEvent[] events =
        [
            Told("done.csv", "1"),
            Told("replaced.csv", "an older one"),
            new(1, Now, ModelEventKind.Pinned, null, "somebody", "because"),
        ];

        Assert.Equal(["lost.csv", "replaced.csv"], LostDatasets.Among(datasets, events, Now).Select(d => d.Name));
    }

    private static BlobEntry Dataset(string name, string etag, int hoursAgo) => new(name, 100, etag, Now.AddHours(-hoursAgo));

    private static ModelEvent Told(string name, string etag) =>
        new(0, Now, ModelEventKind.NotNeeded, null, "training", "because", new DatasetSource(name, etag, "00", Now));
}
