using System.Text;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

public sealed class ReportArchiveTests(Azurite azurite)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly DateOnly Monday = new(2026, 1, 5);

    [Fact]
    public async Task WriteAsync_GivesTheSameName_WhenTheBytesAreTheSame()
    {
        var archive = new ReportArchive(await TestStorage.NewAsync(azurite));

        Assert.Equal("2026-01-05-drift", await WriteAsync(archive, Monday, "one"));
        Assert.Equal("2026-01-05-drift", await WriteAsync(archive, Monday, "one"));
        Assert.Equal("2026-01-05-drift-2", await WriteAsync(archive, Monday, "two"));

        Assert.Equal("one", Text(await archive.ReadJsonAsync("2026-01-05-drift", Ct)));
        Assert.Equal("<p>two", Text(await archive.ReadHtmlAsync("2026-01-05-drift-2", Ct)));
        Assert.Equal(["2026-01-05-drift", "2026-01-05-drift-2"], (await archive.ListAsync(Ct)).Select(r => r.Name));
    }

    [Fact]
    public async Task ReadJsonAsync_OfLatest_IsTheNewestDay_WhateverIsWrittenLast()
    {
        var archive = new ReportArchive(await TestStorage.NewAsync(azurite));
        Assert.Null(await archive.ReadJsonAsync(ReportArchive.Latest, Ct));

        await WriteAsync(archive, Monday.AddDays(7), "newer");
        await WriteAsync(archive, Monday, "older");

        Assert.Equal("newer", Text(await archive.ReadJsonAsync(ReportArchive.Latest, Ct)));
    }

    [Theory]
    [InlineData("../models/aliases")]
    [InlineData("2026-01-05-drift/../x")]
    [InlineData("2026-01-05-Drift")]
    [InlineData("")]
    public async Task ReadJsonAsync_IsNull_WhenTheNameIsNotOne(string name)
    {
        var archive = new ReportArchive(await TestStorage.NewAsync(azurite));

        Assert.Null(await archive.ReadJsonAsync(name, Ct));
    }

    private static Task<string> WriteAsync(ReportArchive archive, DateOnly date, string text) =>
        archive.WriteAsync(date, "drift", Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes("<p>" + text), Ct);

    private static string? Text(Blob? blob) => blob is null ? null : Encoding.UTF8.GetString(blob.Content.Span);
}
