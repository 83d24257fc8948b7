using AngleSharp.Html.Parser;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Tests.Reporting;

public sealed class HtmlReportFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("countenance-report-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_earlier_report_is_replaced_and_nothing_else_is_left()
    {
        var path = Path.Combine(folder, "report.html");
        File.WriteAllText(path, new string('x', 1_000_000));

        HtmlReport.Write(SampleReport.Create(), path);

        Assert.Equal(HtmlReport.Render(SampleReport.Create()), File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void A_missing_folder_is_an_error_that_names_the_path()
    {
        var path = Path.Combine(folder, "missing", "report.html");

        var error = Assert.Throws<ReportException>(() => HtmlReport.Write(SampleReport.Create(), path));

        Assert.Equal(path, error.Path);
        Assert.StartsWith($"{path}: the report cannot be written. ", error.Message);
    }

    [Fact]
    public void A_path_that_is_a_folder_is_an_error_and_leaves_no_temporary_file()
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, "report.html")).FullName;

        Assert.Throws<ReportException>(() => HtmlReport.Write(SampleReport.Create(), path));

        Assert.Empty(Directory.GetFiles(folder));
    }

    /// <summary>A browser, under the page's own policy, runs both scripts and draws every chart.</summary>
    [Fact]
    public async Task A_browser_draws_every_chart()
    {
        var path = Path.Combine(folder, "report.html");
        HtmlReport.Write(SampleReport.Create(), path);

        var (dom, log) = await HeadlessBrowser.OpenAsync(path, folder);

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Contains("data-theme=\"dark\"", dom, StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(dom);
        Assert.Equal(6, page.QuerySelectorAll("canvas").Length);
        Assert.Equal(10, page.QuerySelectorAll("button[aria-pressed=true]").Length);
    }

    /// <summary>The map's script draws under the page's policy, and its legend and tools are there.</summary>
    [Fact]
    public async Task A_browser_draws_a_map()
    {
        var path = Path.Combine(folder, "map.html");
        var chart = SampleScatter.TwoClouds([.. Enumerable.Range(0, 101).Select(i => $"{i}.png")]);
        HtmlReport.Write(new ReportContent { Title = "t", Sections = [new ScatterSection("map", "Map", "Points.", chart)] }, path);

        var (dom, log) = await HeadlessBrowser.OpenAsync(path, folder);

        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        var page = new HtmlParser().ParseDocument(dom);
        Assert.Single(page.QuerySelectorAll("canvas"));
        Assert.Equal(
            ["neutral", "happiness", "no label"], page.QuerySelectorAll(".legend button[aria-pressed=true]").Select(button => button.TextContent));
        Assert.Equal("60 images: show or hide", page.QuerySelector(".legend button")!.GetAttribute("title"));
        Assert.Equal(["class", "sub-class", "+", "−", "Whole map"], page.QuerySelectorAll(".tools button").Select(button => button.TextContent));
    }
}
