using System.Xml.Linq;
using StrokeFunctions.Pages;

namespace StrokeFunctions.Tests.Pages;

public class PageTests
{
    private const string Hostile = "<script>alert('&')</script>";

    [Fact]
    public void Render_EncodesEveryValue_WhenANameIsMarkup()
    {
        var page = Sample();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NeedsNoNetworkAndNoInlineStyle()
    {
        var page = Sample();

        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(h", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', page);
    }

    [Fact]
    public void Charts_FollowTheTheme_AndSayInWordsWhatTheyShow()
    {
        var page = Sample();
        var svg = XElement.Parse(
            page[
                page.IndexOf("<svg viewBox=\"0 0 440", StringComparison.Ordinal)..(
                    page.IndexOf("</svg><details", StringComparison.Ordinal) + 6
                )
            ]
        );

        Assert.Equal("img", svg.Attribute("role")?.Value);
        Assert.Equal("a curve", svg.Element("title")?.Value);
        Assert.DoesNotContain("rgb(", svg.ToString(), StringComparison.Ordinal);
        Assert.Contains("var(--current)", svg.ToString(), StringComparison.Ordinal);
        Assert.Distinct(Ids(page));
    }

    private static string[] Ids(string page) =>
        [.. page.Split(" id=\"").Skip(1).Select(part => part[..part.IndexOf('"', StringComparison.Ordinal)])];

    private static string Sample() => Page.Render(Hostile, Html.Of($"{Hostile}"), Html.Section("s", Hostile,
        Html.List([Hostile]),
        Html.Table(Hostile, [Hostile, "b"], [[Hostile, 0.5]]),
        Charts.Lines("c1", "a curve", Hostile, new ChartAxis(Hostile, 0, 1), new ChartAxis("y"),
        [
            new ChartSeries(Hostile, ChartColor.Current, ChartStyle.Line, [new(0, 0), new(0.5, 0.7), new(1, 1)]),
            new ChartSeries("dots", ChartColor.Third, ChartStyle.Dots, [new(0.2, 0.4, 0.3, 0.5)]),
            new ChartSeries("ideal", ChartColor.Reference, ChartStyle.Dashed, [new(0, 0), new(1, 1)]),
        ]),
        Charts.Bars("c2", "bars", "Shares.", new ChartAxis("share"), [Hostile, "b"],
            [("reference", ChartColor.Reference, [0.5, 0.5]), (Hostile, ChartColor.Current, [0.2, 0.8])])));
}
