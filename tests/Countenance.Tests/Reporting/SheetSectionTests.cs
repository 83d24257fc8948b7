using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Tests.Reporting;

public class SheetSectionTests
{
    private static readonly Thumbnail Picture = new(SampleReport.Png, "fer1.png");

    [Fact]
    public void A_group_names_its_expression_and_size_and_marks_members_labelled_otherwise()
    {
        var group = new GroupSheet(3, 1412, "fear", 0.934, new(Picture, "fear"), [new(Picture, "fear"), new(Picture, "anger"), new(Picture, null)]);

        IDocument page = Render(new GroupSheetSection([group]));

        IElement item = Assert.Single(page.QuerySelectorAll(".groups > li"));
        Assert.Equal("Group 3: fear, 93\u202f% 1,412 images", item.QuerySelector("h3")!.TextContent);
        Assert.Equal("medoid, fearfer1.png", item.QuerySelector(".medoid figcaption")!.TextContent);
        IElement[] members = [.. item.QuerySelectorAll(".neighbours > li")];
        Assert.Equal(["fear", "✕ anger", "no label"], members.Select(member => member.QuerySelector("figcaption")!.TextContent));
        Assert.Equal([null, "wrong", null], members.Select(member => member.GetAttribute("class")));
        Assert.Equal("Number 2 from the medoid, anger", members[1].QuerySelector("img")!.GetAttribute("alt"));
        Assert.Contains("1 groups of 1,412 images", page.QuerySelector(".aside")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_without_labels_is_named_by_its_number()
    {
        IDocument page = Render(new GroupSheetSection([new GroupSheet(1, 1, null, null, new(Picture, null), [])]));

        Assert.Equal("Group 1 1 image", page.QuerySelector("h3")!.TextContent);
        Assert.Throws<ArgumentException>(() => new GroupSheetSection([]));
    }

    [Fact]
    public void A_sub_class_shows_its_size_and_its_typical_images()
    {
        IDocument page = Render(new SubclassSheetSection([new("fear 1", 1412, [Picture, Picture]), new("fear 2", 1, [Picture])]));

        IElement[] items = [.. page.QuerySelectorAll(".groups > li")];
        Assert.Equal(["fear 1 1,412 images", "fear 2 1 image"], items.Select(item => item.QuerySelector("h3")!.TextContent));
        Assert.Equal(
            ["Number 1 from the mean of fear 1", "Number 2 from the mean of fear 1"],
            items[0].QuerySelectorAll(".neighbours img").Select(image => image.GetAttribute("alt")));
        Assert.Throws<ArgumentException>(() => new SubclassSheetSection([]));
    }

    [Fact]
    public void A_suspect_shows_both_labels_the_probability_the_reason_and_the_file()
    {
        IDocument page = Render(SuspectSheet.Section(
            [new(Picture, "sadness", "neutral", 0.971, "9 of 11 nearest are neutral"), new(Picture, "fear", "surprise", 0.9, "")]));

        IElement[] captions = [.. page.QuerySelectorAll(".images figcaption")];
        Assert.Equal(
            ["sadness → neutral", "wrong with probability 97.1\u202f%", "9 of 11 nearest are neutral", "fer1.png"], captions[0].Children.Select(line => line.TextContent));
        Assert.Equal(3, captions[1].Children.Length);
    }

    [Fact]
    public void A_query_without_a_label_marks_nothing()
    {
        var row = new NeighbourRow(Picture, null, "fear", null, [new(Picture, "fear", 0.5), new(Picture, null, 0.7)]);

        IDocument page = new HtmlParser().ParseDocument(HtmlReport.Render(new ReportContent { Title = "t", Neighbours = [row] }));

        Assert.Empty(page.QuerySelectorAll(".sheet .right, .sheet .wrong, .sheet .mark, .aside .note"));
        Assert.Equal(["fear0.50", "no label0.70"], page.QuerySelectorAll(".neighbours figcaption").Select(caption => caption.TextContent));
        Assert.Equal("Neighbour 1, fear", page.QuerySelector(".neighbours img")!.GetAttribute("alt"));
        Assert.Equal("fer1.pngpredicted fear", page.QuerySelector(".query figcaption")!.TextContent);
    }

    [Fact]
    public void Charts_stand_side_by_side_in_their_section()
    {
        var chart = new LineChart("c", "x", "y", [1, 2], [new("a", [1, 2])]);

        Assert.Equal(2, Render(new ChartSection("x", "Charts", "", [chart, chart])).QuerySelectorAll(".charts > figure.chart").Length);
        Assert.Throws<ArgumentException>(() => new ChartSection("x", "Charts", "", []));
    }

    private static IDocument Render(ReportSection section) =>
        new HtmlParser().ParseDocument(HtmlReport.Render(new ReportContent { Title = "t", Sections = [section] }));
}
