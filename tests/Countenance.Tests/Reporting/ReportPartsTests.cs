using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Tests.Reporting;

public class ReportPartsTests
{
    [Fact]
    public void A_thumbnail_is_png_or_jpeg_and_small()
    {
        Assert.Equal("image/png", new Thumbnail(SampleReport.Png, "").MediaType);
        Assert.Equal("image/jpeg", new Thumbnail([0xFF, 0xD8, 0xFF, 0xE0], "").MediaType);
        Assert.Contains("Got 5 bytes beginning 3C737667", Assert.Throws<ArgumentException>(() => new Thumbnail("<svg>"u8.ToArray(), "")).Message);
        Assert.Contains("Got 0 bytes", Assert.Throws<ArgumentException>(() => new Thumbnail([], "")).Message);
        Assert.Contains("at most 65536 bytes. Got 65537", Assert.Throws<ArgumentException>(() => new Thumbnail(new byte[65537], "")).Message);
    }

    [Fact]
    public void A_training_curve_has_a_value_an_ascending_epoch()
    {
        Assert.Contains("Got 2 epochs and 1 values", Assert.Throws<ArgumentException>(() => new TrainingCurve("a", "Loss", [1, 2], [1])).Message);
        Assert.Contains("Got 1 after 2", Assert.Throws<ArgumentException>(() => new TrainingCurve("a", "Loss", [2, 1], [1, 1])).Message);
    }

    [Fact]
    public void Lines_tables_and_sections_are_checked()
    {
        Assert.Contains("must have 2 values", Assert.Throws<ArgumentException>(() => new LineChart("t", "x", "y", [1, 2], [new("a", [1])])).Message);
        Assert.Contains("at least one line", Assert.Throws<ArgumentException>(() => new LineChart("t", "x", "y", [1], [])).Message);
        Assert.Contains("must have 2 figures", Assert.Throws<ArgumentException>(() => new SubspaceSection(["a", "b"], [new("c", 2, [1])])).Message);
        Assert.Contains("at least one image", Assert.Throws<ArgumentException>(() => new ImageSheetSection("a", "b", "c", [])).Message);
        Assert.Contains("Got \"1 a\"", Assert.Throws<ArgumentException>(() => new ImageSheetSection("1 a", "b", "c", [])).Message);
    }

    [Theory]
    [InlineData("onclick", "x")]
    [InlineData("style", "color: red")]
    [InlineData("href", "https://example.org/")]
    [InlineData("href", "javascript:alert(1)")]
    [InlineData("src", "//example.org/a.png")]
    [InlineData("src", "data:text/html,x")]
    [InlineData("a b", "x")]
    public void The_writer_refuses_attributes_that_run_or_leave(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new HtmlWriter().Open("a", (name, value)));

    [Fact]
    public void The_writer_holds_elements_to_their_order()
    {
        var html = new HtmlWriter();
        html.Open("p");
        html.Open("b");

        Assert.Contains("Got <b>", Assert.Throws<InvalidOperationException>(() => html.Close("p")).Message);
        Assert.Throws<InvalidOperationException>(html.Finish);
    }

    [Fact]
    public void Figures_that_are_not_finite_are_dashes()
    {
        Assert.Equal("–", FigureText.Share(double.NaN));
        Assert.Equal("–", FigureText.Score(double.PositiveInfinity));
        Assert.Equal("0.3333", FigureText.Number(1.0 / 3));
        Assert.Equal("3.333e−5", FigureText.Number(1e-4 / 3));
        Assert.Equal("25,045", FigureText.Number(25045));
        Assert.Equal("9,999.6", FigureText.Number(9999.6));
        Assert.Equal("9999", FigureText.Number(9999.4));
        Assert.Equal("−0.010", FigureText.Score(-0.01));
        Assert.Equal("0.000", FigureText.Score(-0.0004));
    }
}
