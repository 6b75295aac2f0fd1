using System.Text;
using StrokeFunctions.Hosting.CustomHandler;

namespace StrokeFunctions.Tests.Hosting;

public sealed class LongStringsCutTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("""{"a":"1234","b":5}""", """{"a":"1234","b":5}""")]
    [InlineData("""{"a":"12345678"}""", """{"a":"12345678"}""")]
    [InlineData("""{"a":"123456789","b":"x"}""", """{"a":"","b":"x"}""")]
    [InlineData("""{"a":"1\"2","b":"\\"}""", """{"a":"1\"2","b":"\\"}""")]
    [InlineData("""{"a":"\u002B\u002B\"","b":"12345678\""}""", """{"a":"","b":""}""")]
    public async Task Read_EmptiesLongStringsOnly(string json, string expected)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        var kept = await new LongStringsCut(stream, longest: 8).ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, Encoding.UTF8.GetString(kept));
    }
}
