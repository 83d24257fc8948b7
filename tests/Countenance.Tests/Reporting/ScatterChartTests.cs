using System.Buffers.Binary;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Countenance.Reporting;
using Countenance.Reporting.Sections;
using Countenance.Tests.Reporting.Figures;

namespace Countenance.Tests.Reporting;

public class ScatterChartTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&<!--";

    [Fact]
    public void Categories_are_the_classes_that_have_points_those_without_a_label_last()
    {
        ScatterColouring byClass = ScatterColouring.ByClass([2, -1, 0, 2], ["a", "b", "c"]);
        ScatterColouring bySubclass = ScatterColouring.BySubclass([2, -1, 0, 2], [0, 9, 0, 3], ["a", "b", "c"]);

        Assert.Equal(["a", "c", "no label"], byClass.Categories.Select(category => category.Name));
        Assert.Equal([1, 2, 0, 1], byClass.CategoryOf);
        Assert.Equal(["a", "c 1", "c 4", "no label"], bySubclass.Categories.Select(category => category.Name));
        Assert.Equal([1, 3, 0, 2], bySubclass.CategoryOf);
        Assert.Equal([1, 4, 4, 1], bySubclass.Categories.Select(category => category.Shades));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var points = new EmbeddingMatrix([0, 0, 1, 1], 2);
        Assert.Contains("Got 3", Refused(() => new ScatterChart("t", new EmbeddingMatrix([1, 2, 3], 3), [])), StringComparison.Ordinal);
        Assert.Contains("Got NaN for point 1", Refused(() => new ScatterChart("t", new EmbeddingMatrix([1, 2, 3, float.NaN], 2), [])), StringComparison.Ordinal);
        Assert.Contains("each of 2 points. Got 1", Refused(() => new ScatterChart("t", points, [], ["a"])), StringComparison.Ordinal);
        Assert.Contains("each of 2 points. Got 3", Refused(() => new ScatterChart("t", points, [ScatterColouring.ByClass([0, 0, 0], ["a"])])), StringComparison.Ordinal);
        Assert.Contains("Got 1 and 0 for point 0", Refused(() => ScatterColouring.ByClass([1], ["a"])), StringComparison.Ordinal);
        Assert.Contains("Got -2 and 0", Refused(() => ScatterColouring.ByClass([-2], ["a"])), StringComparison.Ordinal);
        Assert.Contains("Got 0 and -1", Refused(() => ScatterColouring.BySubclass([0], [-1], ["a"])), StringComparison.Ordinal);
        Assert.Contains("1. Got 2", Refused(() => ScatterColouring.BySubclass([0], [0, 0], ["a"])), StringComparison.Ordinal);

        static string Refused(Func<object> create) => Assert.ThrowsAny<ArgumentException>(create).Message;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(3191)]
    public void The_drawing_order_takes_every_point_once_and_mixes_what_lies_together(int count)
    {
        int[] order = ScatterChart.DrawingOrder(count);

        Assert.Equal(Enumerable.Range(0, count), order.Order());
        if (count >= 100)
        {
            double mean = order[..(count / 4)].Average();
            Assert.InRange(mean, 0.4 * count, 0.6 * count);
        }
    }

    [Fact]
    public void The_figures_in_the_table_are_those_of_plain_counting()
    {
        ScatterChart chart = SampleScatter.TwoClouds();

        var statistics = ScatterStatistics.Of(chart, chart.Colourings[1], ScatterStatistics.Near(chart));

        int[] categories = chart.Colourings[1].CategoryOf;
        for (int category = 0; category < statistics.Count; category++)
        {
            int[] members = [.. Enumerable.Range(0, 101).Where(i => categories[i] == category)];
            Assert.Equal(members.Length, statistics[category].Count);
            Assert.Equal(members.Average(i => (double)chart.Points[i][0]), statistics[category].X, 1e-4);
            Assert.Equal(members.Average(i => (double)chart.Points[i][1]), statistics[category].Y, 1e-4);
            double kept = members.Average(i => Enumerable.Range(0, 101).Where(j => j != i).OrderBy(j => Squared(chart, i, j)).Take(10)
                .Count(j => categories[j] == category) / 10.0);
            Assert.Equal(kept, statistics[category].Kept, 1e-9);
        }
    }

    [Fact]
    public void A_class_is_named_amid_its_densest_part()
    {
        // 30 points around (0, 0), 5 around (10, 10): their mean lies where nothing is.
        float[] values = [.. Enumerable.Range(0, 35).SelectMany(i => i < 30 ? new[] { 0.01f * i, 0 } : new[] { 10f, 10 + (0.01f * i) })];
        ScatterColouring colouring = ScatterColouring.ByClass(new int[35], ["a"]);
        var chart = new ScatterChart("t", new EmbeddingMatrix(values, 2), [colouring]);

        (int label, double x, double y) = Assert.Single(ScatterStatistics.Anchors(chart, colouring));

        Assert.Equal(0, label);
        Assert.InRange(x, 0, 0.3);
        Assert.Equal(0, y, 1e-6);
    }

    [Fact]
    public void The_page_holds_every_point_its_class_its_name_and_its_picture()
    {
        string[] names = [.. Enumerable.Range(0, 101).Select(i => $"face{i}.png")];
        ScatterChart chart = SampleScatter.TwoClouds(names, ThumbnailAtlas.Create(101, i => FigurePixels.Even((byte)i), TestContext.Current.CancellationToken));
        IElement figure = Render(chart).QuerySelector("figure.scatter")!;
        using JsonDocument json = JsonDocument.Parse(figure.QuerySelector("script")!.TextContent);
        JsonElement data = json.RootElement;

        byte[] points = data.GetProperty("points").GetBytesFromBase64();
        ScatterFrame frame = ScatterFrame.Around(chart.Points);
        for (int i = 0; i < 101; i++)
        {
            double u = BinaryPrimitives.ReadUInt16LittleEndian(points.AsSpan(4 * i)) / 65535.0;
            double v = BinaryPrimitives.ReadUInt16LittleEndian(points.AsSpan((4 * i) + 2)) / 65535.0;
            Assert.Equal(chart.Points[i][0], frame.Left + (u * frame.Side), frame.Side / 65535);
            Assert.Equal(chart.Points[i][1], frame.Low + (v * frame.Side), frame.Side / 65535);
        }

        JsonElement byClass = data.GetProperty("colourings")[0];
        byte[] labels = byClass.GetProperty("labels").GetBytesFromBase64();
        Assert.Equal(chart.Colourings[0].CategoryOf, Enumerable.Range(0, 101).Select(i => (int)BinaryPrimitives.ReadUInt16LittleEndian(labels.AsSpan(2 * i))));
        Assert.Equal(["neutral", "happiness", "no label"], byClass.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("name").GetString()!));
        Assert.Equal(2, byClass.GetProperty("anchors").GetArrayLength());
        Assert.Equal(names, data.GetProperty("names").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(1, data.GetProperty("thumbnails").GetProperty("sheets").GetArrayLength());
        Assert.Equal(48, data.GetProperty("thumbnails").GetProperty("tile").GetInt32());
    }

    [Fact]
    public void The_map_can_be_read_without_eyes()
    {
        IDocument page = Render(SampleScatter.TwoClouds());

        Assert.StartsWith(
            "Two clouds: 101 images as points. neutral: 60 points, 100\u202f% of the 10 nearest are of it.",
            page.QuerySelector(".cloud")!.GetAttribute("aria-label"),
            StringComparison.Ordinal);
        IElement[] tables = [.. page.QuerySelectorAll(".scatter table")];
        Assert.Equal(2, tables.Length);
        Assert.Equal(["neutral", "60"], tables[0].QuerySelectorAll("tbody tr")[0].Children.Take(2).Select(cell => cell.TextContent));
        Assert.Equal(5, tables[1].QuerySelectorAll("tbody tr").Length);
        Assert.All(tables, table => Assert.NotEmpty(table.QuerySelector("caption")!.TextContent));
        Assert.All(page.QuerySelectorAll("th"), head => Assert.NotNull(head.GetAttribute("scope")));
    }

    [Fact]
    public void Hostile_names_stay_text()
    {
        var chart = new ScatterChart(
            Hostile,
            new EmbeddingMatrix([0, 0, 1, 1], 2),
            [ScatterColouring.ByClass([0, 1], [Hostile, "b"])],
            [Hostile, Hostile]);

        IDocument page = Render(chart);

        Assert.Empty(page.QuerySelectorAll("img, [onerror]"));
        using JsonDocument json = JsonDocument.Parse(page.QuerySelector("figure.scatter script")!.TextContent);
        Assert.Equal(Hostile, json.RootElement.GetProperty("names")[0].GetString());
        Assert.Equal(Hostile, json.RootElement.GetProperty("colourings")[0].GetProperty("categories")[0].GetProperty("family").GetString());
    }

    private static IDocument Render(ScatterChart chart) => new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(
        HtmlReport.Render(new ReportContent { Title = "t", Sections = [new ScatterSection("map", "Map", "Points.", chart)] }));

    private static double Squared(ScatterChart chart, int i, int j)
        => Math.Pow(chart.Points[i][0] - chart.Points[j][0], 2) + Math.Pow(chart.Points[i][1] - chart.Points[j][1], 2);
}
