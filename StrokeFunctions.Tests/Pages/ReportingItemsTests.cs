using System.Text.Encodings.Web;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Tests.Pages;

public sealed class ReportingItemsTests
{
    /// <summary>The main items of TRIPOD+AI but for title and abstract (BMJ 2024;385:e078378, table 2).</summary>
    private const string Guideline =
        "3a 3b 3c 4 5a 5b 6a 6b 6c 7 8a 8b 8c 9a 9b 9c 10 11 12a 12b 12c 12d 12e 12f 12g 13 14 15 16 17 "
        + "18a 18b 18c 18d 18e 18f 19 20a 20b 20c 21 22 23a 23b 24 25 26 27a 27b 27c";

    /// <summary>What neither the manifest nor the program can know, but only who collected the patients.</summary>
    private static readonly string[] KnownToTheCollectorOnly = ["5b", "6a", "6b", "6c", "8a", "8b", "8c", "9b", "17", "18a", "18b", "19"];

    [Fact]
    public void Of_AnswersEveryItemOfTheGuideline_InItsOrder()
    {
        var items = ReportingItems.Of(ModelCardTests.Manifest);

        Assert.Equal(Guideline.Split(' '), items.Select(item => item.Number));
        Assert.All(items, item => Assert.EndsWith(".", item.Answer.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public void Of_SaysThatItIsNotKnown_WhereOnlyTheCollectorCanKnow()
    {
        var items = ReportingItems.Of(ModelCardTests.Manifest).ToDictionary(item => item.Number, item => item.Answer);

        Assert.All(
            KnownToTheCollectorOnly,
            number => Assert.Contains("not known for this dataset", items[number], StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void Of_TakesItsNumbersFromTheManifest()
    {
        var parent = ModelCardTests.Manifest with
        {
            Lineage = ModelCardTests.Manifest.Lineage with
            {
                Datasets = [Upload(2026, 1, 2), Upload(2026, 3, 4)],
                Rows = 5110,
                Strokes = 249,
                Parent = "20251231T000000Z-00000001",
            },
        };
        var items = ReportingItems.Of(parent).ToDictionary(item => item.Number, item => item.Answer);

        Assert.Contains("from 2026-01-02 to 2026-03-04", items["5b"], StringComparison.Ordinal);
        Assert.Contains("24.9 strokes for each of the ten inputs", items["10"], StringComparison.Ordinal);
        Assert.Contains("4.9\u00A0% have had a stroke", items["13"], StringComparison.Ordinal);
        Assert.Contains("The model before was 20251231T000000Z-00000001", items["12f"], StringComparison.Ordinal);
        Assert.DoesNotContain("One dataset", items["23b"], StringComparison.Ordinal);
    }

    [Fact]
    public void Card_ShowsEveryItem()
    {
        var card = ModelCard.Render(ModelCardTests.Manifest);

        Assert.All(
            ReportingItems.Of(ModelCardTests.Manifest),
            item => Assert.Contains(HtmlEncoder.Default.Encode(item.Answer), card, StringComparison.Ordinal)
        );
    }

    private static DatasetSource Upload(int year, int month, int day) =>
        new("a.csv", "\"1\"", new string('a', 64), new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));
}
