using StrokeFunctions.Storage;

namespace StrokeFunctions.Tests.Storage;

public class BlobNameTests
{
    [Theory]
    [InlineData("2026-01.csv")]
    [InlineData("Praxis Süd.csv")]
    [InlineData("a/b/c.json")]
    [InlineData("20260102T030405Z-0a1b2c3d/model.json")]
    public void FaultOf_IsNull_WhenTheNameIsPlain(string name) => Assert.Null(BlobName.FaultOf(name));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../models/aliases.json")]
    [InlineData("a/../b.csv")]
    [InlineData("a/./b.csv")]
    [InlineData("/a.csv")]
    [InlineData("a//b.csv")]
    [InlineData("a/ /b.csv")]
    [InlineData("a\\b.csv")]
    [InlineData("a\0.csv")]
    [InlineData("a\r\nb.csv")]
    [InlineData("a\u0085.csv")]
    [InlineData("a.csv.")]
    [InlineData("\ud800.csv")]
    public void FaultOf_SaysWhatIsWrong_WhenTheNameIsHostile(string name) => Assert.NotNull(BlobName.FaultOf(name));

    [Theory]
    [InlineData("a/b.csv")]
    [InlineData(".csv")]
    [InlineData("a.txt")]
    [InlineData("a")]
    [InlineData("..\\a.csv")]
    public void FaultOfDataset_SaysWhatIsWrong_WhenTheNameIsNotOfACsvFile(string name) => Assert.NotNull(BlobName.FaultOfDataset(name));

    [Fact]
    public void FaultOf_CountsCharacters_AgainstTheLimit()
    {
        Assert.Null(BlobName.FaultOf(new string('a', BlobName.MaximumLength)));
        Assert.NotNull(BlobName.FaultOf(new string('a', BlobName.MaximumLength + 1)));
    }
}
