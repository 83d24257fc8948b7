using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Countenance.Evaluation;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Tests.Reporting;

public class HtmlReportTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&<!--";

    private static IDocument Parse(ReportContent content) => new HtmlParser().ParseDocument(HtmlReport.Render(content));

    private static string[] SectionIds(IDocument page) => [.. page.QuerySelectorAll("main > section").Select(section => section.Id!)];

    /// <summary>The element's words, one space between any two.</summary>
    private static string Flat(IElement element) => string.Join(
        ' ', element.Descendants<IText>().SelectMany(text => text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void The_page_is_well_formed_and_its_sections_are_in_order()
    {
        var strict = new HtmlParser(new HtmlParserOptions { IsStrictMode = true });

        var page = strict.ParseDocument(HtmlReport.Render(SampleReport.Create()));

        Assert.Equal(
            ["confusion", "classes", "retrieval", "neighbour-count", "neighbours", "training", "subspaces", "suspects", "measures"],
            SectionIds(page));
        Assert.Equal(SectionIds(page).Select(id => "#" + id), page.QuerySelectorAll("nav a").Select(link => link.GetAttribute("href")!));
        var ids = page.QuerySelectorAll("[id]").Select(element => element.Id).ToArray();
        Assert.Equal(ids.Distinct(), ids);
    }

    [Fact]
    public void Absent_parts_leave_neither_heading_nor_navigation()
    {
        var page = Parse(new ReportContent { Title = "Only a title" });

        Assert.Empty(SectionIds(page));
        Assert.Empty(page.QuerySelectorAll("nav li, .tiles, .facts, table, figure"));
        Assert.Equal("Only a title", page.QuerySelector("h1")!.TextContent);
    }

    public static TheoryData<string, ReportContent> SinglePart()
    {
        var all = SampleReport.Create();
        var bare = new ReportContent { Title = "t" };
        var empty = new EvaluationReport(SampleReport.Evaluation.Dataset, null, null, null, null, null, new Dictionary<string, double>());
        return new TheoryData<string, ReportContent>
        {
            { "", bare with { Facts = all.Facts, Subtitle = all.Subtitle } },
            { "", bare with { Evaluation = empty } },
            { "confusion classes measures", bare with { Evaluation = empty with { Classification = SampleReport.Evaluation.Classification } } },
            { "measures", bare with { Evaluation = empty with { Posterior = SampleReport.Evaluation.Posterior } } },
            { "measures", bare with { Evaluation = empty with { Clustering = SampleReport.Evaluation.Clustering } } },
            { "measures", bare with { Evaluation = empty with { PredictionNmi = 0.5 } } },
            { "retrieval measures", bare with { Evaluation = empty with { Retrieval = SampleReport.Evaluation.Retrieval } } },
            { "neighbour-count", bare with { F1ByK = all.F1ByK } },
            { "neighbours", bare with { Neighbours = all.Neighbours } },
            { "training", bare with { TrainingCurves = all.TrainingCurves } },
            { "subspaces suspects", bare with { Sections = all.Sections } },
        };
    }

    [Theory]
    [MemberData(nameof(SinglePart), DisableDiscoveryEnumeration = true)]
    public void A_part_alone_brings_its_own_sections_and_no_other(string expected, ReportContent content) =>
        Assert.Equal(expected, string.Join(' ', SectionIds(Parse(content))));

    [Fact]
    public void The_tiles_show_the_record_s_figures()
    {
        var page = Parse(SampleReport.Create());

        var tiles = page.QuerySelectorAll(".tiles > div").ToDictionary(
            tile => tile.QuerySelector("dt")!.TextContent, tile => Flat(tile.QuerySelector(".value")!));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["Accuracy"] = "82.73 %",
                ["Macro F1"] = "69.90 %",
                ["Prediction NMI"] = "0.573",
                ["k-means NMI"] = "0.464",
                ["Recall@1"] = "72.89 %",
                ["MAP@R"] = "0.529",
            },
            tiles);
    }

    [Fact]
    public void The_confusion_matrix_holds_every_count_under_its_headers()
    {
        var page = Parse(SampleReport.Create());
        var table = page.QuerySelector("table.confusion")!;

        var rows = table.QuerySelectorAll("tbody tr").Select(row => row.QuerySelectorAll("td")
            .Select(cell => int.Parse(cell.FirstChild!.TextContent.Replace(",", "", StringComparison.Ordinal))).ToArray());

        Assert.Equal(SampleReport.Evaluation.Classification!.Confusion.Select(row => row.ToArray()), rows);
        Assert.Equal(SampleReport.Classes, table.QuerySelectorAll("thead th[scope=col]").Select(Flat));
        Assert.Equal(SampleReport.Classes, table.QuerySelectorAll("tbody th[scope=row]").Select(head => head.FirstChild!.TextContent));
        Assert.Equal(8, table.QuerySelectorAll("td.hit").Length);
        Assert.Equal("sadness → neutral 101", Flat(page.QuerySelector(".ranking li")!));
    }

    [Fact]
    public void The_class_table_shows_every_class_and_the_means()
    {
        var rows = Parse(SampleReport.Create()).QuerySelectorAll("#classes tbody tr, #classes tfoot tr").Select(Flat).ToArray();

        Assert.Equal("neutral 1,180 83.1 % 85.8 % 84.4 %", rows[0]);
        Assert.Equal("contempt 16 55.6 % 31.2 % 40.0 %", rows[7]);
        Assert.Equal("Mean (support: total) 3,191 77.1 % 63.9 % 68.5 %", rows[8]);
    }

    [Fact]
    public void A_chart_carries_the_record_s_numbers_exactly_and_as_a_table()
    {
        var figure = Parse(SampleReport.Create()).QuerySelector("#retrieval figure")!;

        using var json = JsonDocument.Parse(figure.QuerySelector("script")!.TextContent);
        double[] Numbers(JsonElement element) => [.. element.EnumerateArray().Select(value => value.GetDouble())];
        var lines = json.RootElement.GetProperty("series");
        Assert.Equal([1, 2, 4, 8, 16, 32], Numbers(json.RootElement.GetProperty("x")));
        Assert.Equal(SampleReport.Evaluation.Retrieval!.Recall, Numbers(lines[0].GetProperty("values")));
        Assert.Equal(SampleReport.Evaluation.Retrieval!.Accuracy, Numbers(lines[1].GetProperty("values")));
        Assert.Equal("32 97.02 % 70.01 %", Flat(figure.QuerySelectorAll("tbody tr")[^1]));
        Assert.Contains(
            "Recall@K: 72.89\u202f% at K (neighbours) 1, 97.02\u202f% at K (neighbours) 32",
            figure.QuerySelector("[role=img]")!.GetAttribute("aria-label"));
    }

    [Fact]
    public void Curves_of_one_quantity_share_a_chart_and_have_gaps_where_they_were_not_measured()
    {
        var page = Parse(SampleReport.Create());

        Assert.Equal(["Loss", "Accuracy", "Learning rate", "Images per second"], page.QuerySelectorAll("#training figcaption").Select(Flat));
        using var json = JsonDocument.Parse(page.QuerySelectorAll("#training script")[1].TextContent);
        var posterior = json.RootElement.GetProperty("series")[1].GetProperty("values");
        Assert.Equal(JsonValueKind.Null, posterior[0].ValueKind);
        Assert.Equal(0.701, posterior[3].GetDouble());
    }

    [Fact]
    public void A_long_curve_is_drawn_whole_and_tabulated_sparsely()
    {
        double[] steps = [.. Enumerable.Range(0, 5000).Select(i => (double)i)];
        var page = Parse(new ReportContent { Title = "t", TrainingCurves = [new("loss", "Loss", steps, [.. steps.Select(step => 1 / (1 + step))])] });

        using var json = JsonDocument.Parse(page.QuerySelector("#training script")!.TextContent);
        Assert.Equal(5000, json.RootElement.GetProperty("x").GetArrayLength());
        Assert.Equal(101, page.QuerySelectorAll("#training tbody tr").Length);
        Assert.StartsWith("4999", Flat(page.QuerySelectorAll("#training tbody tr")[^1]));
    }

    [Fact]
    public void A_neighbour_of_another_class_is_marked_by_sign_and_by_words()
    {
        var row = Parse(SampleReport.Create()).QuerySelectorAll(".sheet > li")[3];

        Assert.Equal("sadness ✕ predicted neutral posterior 76.0 %", Flat(row.QuerySelector(".query figcaption")!));
        var neighbours = row.QuerySelectorAll(".neighbours > li");
        Assert.All(neighbours.Take(5), item => Assert.StartsWith("✕ neutral", Flat(item)));
        Assert.All(neighbours.Take(5), item => Assert.EndsWith("another class", item.QuerySelector("img")!.GetAttribute("alt")));
        Assert.All(neighbours.Skip(5), item => Assert.StartsWith("✓ sadness", Flat(item)));
    }

    [Fact]
    public void Hostile_text_stays_text_everywhere()
    {
        var picture = new Thumbnail(SampleReport.Png, Hostile);
        var content = new ReportContent
        {
            Title = Hostile,
            Subtitle = Hostile,
            Facts = [new(Hostile, Hostile)],
            ClassNames = [Hostile, "b"],
            Evaluation = SampleReport.Evaluation with
            {
                Dataset = new DatasetSummary(Hostile, Hostile, 3, Hostile),
                Classification = new ClassificationResult(1, 1, 1, 1, 1, 1, [new(Hostile, 1, 1, 1, 2), new("b", 1, 1, 1, 1)], [[1, 1], [0, 1]]),
                Seconds = new Dictionary<string, double> { [Hostile] = 1 },
            },
            TrainingCurves = [new(Hostile, Hostile, [1], [1])],
            Neighbours = [new(picture, Hostile, Hostile + "2", 1, [new(picture, Hostile, 1)])],
            Sections =
            [
                new SubspaceSection([Hostile], [new(Hostile, 2, [0.5])]),
                new ImageSheetSection("x", Hostile, Hostile, [new(picture, Hostile, [Hostile])]),
            ],
        };

        var page = Parse(content);

        Assert.Equal(Hostile, page.QuerySelector("h1")!.TextContent);
        Assert.Equal(Hostile, page.QuerySelector("title")!.TextContent);
        Assert.Empty(page.QuerySelectorAll("[onerror], img:not([src^='data:image/png;base64,'])"));
        Assert.Equal(2 + page.QuerySelectorAll("figure.chart").Length, page.QuerySelectorAll("script").Length);
        using var json = JsonDocument.Parse(page.QuerySelector("#training script")!.TextContent);
        Assert.Equal(Hostile, json.RootElement.GetProperty("series")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void Nothing_in_the_page_leads_outside_it()
    {
        var page = Parse(SampleReport.Create());

        Assert.Empty(page.QuerySelectorAll("link, iframe, object, embed, form, base, script[src], [srcset], [style], [action]"));
        Assert.All(page.QuerySelectorAll("[src]"), element => Assert.StartsWith("data:image/png;base64,", element.GetAttribute("src")));
        Assert.All(page.QuerySelectorAll("a"), link => Assert.NotNull(page.GetElementById(link.GetAttribute("href")![1..])));
        Assert.DoesNotContain("url(", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page.QuerySelector("style")!.TextContent, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_policy_admits_exactly_the_page_s_own_style_and_scripts()
    {
        var page = Parse(SampleReport.Create());
        var policy = page.QuerySelector("meta[http-equiv='Content-Security-Policy']")!.GetAttribute("content")!;

        string Digest(IElement element) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.TextContent)))}'";
        Assert.StartsWith("default-src 'none'; img-src data:;", policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains($"style-src {Digest(page.QuerySelector("style")!)};", policy, StringComparison.Ordinal);
        var scripts = page.QuerySelectorAll("script:not([type])").Select(Digest);
        Assert.Contains($"script-src {string.Join(' ', scripts)};", policy, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_table_and_picture_and_chart_can_be_read_without_eyes()
    {
        var page = Parse(SampleReport.Create());

        Assert.All(page.QuerySelectorAll("table"), table => Assert.NotEmpty(table.QuerySelector("caption")!.TextContent));
        Assert.All(page.QuerySelectorAll("th"), head => Assert.NotNull(head.GetAttribute("scope")));
        Assert.All(page.QuerySelectorAll("img"), image => Assert.NotEmpty(image.GetAttribute("alt")!));
        Assert.All(page.QuerySelectorAll("[role=img]"), plot => Assert.NotEmpty(plot.GetAttribute("aria-label")!));
        Assert.All(page.QuerySelectorAll("main > section"), section => Assert.NotNull(page.GetElementById(section.GetAttribute("aria-labelledby")!)));
    }

    [Fact]
    public void The_size_is_the_assets_and_the_pictures_and_little_else()
    {
        var empty = HtmlReport.Render(new ReportContent { Title = "t" }).Length;
        var thumbnail = new byte[3000];
        SampleReport.Png.CopyTo(thumbnail, 0);

        var full = HtmlReport.Render(SampleReport.Create(index => new Thumbnail(thumbnail, $"{index}.png"))).Length;

        Assert.InRange(empty, 50_000, 120_000);
        Assert.InRange(full, empty + (80 * 4000), empty + (80 * 4000) + 150_000);
    }

    [Fact]
    public void Contradictory_parts_are_refused()
    {
        var sample = SampleReport.Create();

        var names = Assert.Throws<ArgumentException>(() => HtmlReport.Render(sample with { ClassNames = ["a", "b"] }));
        Assert.Contains("Got 2 class names and rows of 8, 8", names.Message, StringComparison.Ordinal);
        var ids = Assert.Throws<ArgumentException>(() => HtmlReport.Render(sample with { Sections = [SampleReport.Subspaces, SampleReport.Subspaces] }));
        Assert.Contains("\"subspaces\" 2 times", ids.Message, StringComparison.Ordinal);
    }
}
