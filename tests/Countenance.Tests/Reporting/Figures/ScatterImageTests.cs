using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Vision;

namespace Countenance.Tests.Reporting.Figures;

public class ScatterImageTests
{
    [Fact]
    public void Points_lie_where_they_are_said_to_in_the_colours_of_their_classes()
    {
        Image figure = ScatterImage.Draw(SampleScatter.TwoClouds(), scale: 1);

        // Cloud 0 is left below, cloud 1 right above; the plot spans 16–736 across and 44–764 down. Discs overlap: pure pixels only.
        (int X, int Y)[] first = Plotted(figure, ScatterColouring.ByClass([0], ["a"]).Categories[0]);
        (int X, int Y)[] second = Plotted(figure, ScatterColouring.ByClass([1], ["a", "b"]).Categories[0]);
        Assert.NotEmpty(first);
        Assert.NotEmpty(second);
        Assert.All(first, pixel => Assert.True(pixel.X < 376 && pixel.Y > 404));
        Assert.All(second, pixel => Assert.True(pixel.X > 376 && pixel.Y < 404));
        Assert.All(first.Concat(second), pixel => Assert.True(pixel.X > 16 && pixel.Y is > 44 and < 764));
    }

    [Fact]
    public void Sub_classes_are_shades_of_their_class()
    {
        ScatterChart chart = SampleScatter.TwoClouds();

        Image figure = ScatterImage.Draw(chart, colouring: 1, scale: 1);

        foreach (int shade in (int[])[0, 1, 2])
        {
            Assert.NotEmpty(Legend(figure, ClassPalette.Shade(0, shade, 3)));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => ScatterImage.Draw(chart, colouring: 2));
    }

    [Fact]
    public void One_point_and_none_can_be_drawn()
    {
        Image one = ScatterImage.Draw(new ScatterChart("one", new EmbeddingMatrix([3, 4], 2), []), scale: 1);
        Image none = ScatterImage.Draw(new ScatterChart("none", new EmbeddingMatrix([], 2), []), scale: 1);

        Assert.Equal((one.Width, one.Height), (none.Width, none.Height));
        Assert.NotEqual((255, 255, 255), one.At(376, 404));
        Assert.Equal((255, 255, 255), none.At(376, 404));
    }

    [Fact]
    public void Names_move_apart_no_further_than_they_must()
    {
        LabelBox[] boxes = [new("a", 100, 100, 30), new("b", 110, 105, 30), new("c", 300, 100, 30), new("d", 100, 0, 30)];

        IReadOnlyList<LabelBox> apart = LabelBox.Apart(boxes, 20, 10, 500);

        Assert.InRange(apart[1].Y - apart[0].Y, 20, 20.1);
        Assert.Equal(102.5, (apart[0].Y + apart[1].Y) / 2, 0.1);
        Assert.Equal(100, apart[2].Y);
        Assert.Equal(boxes.Select(box => box.X), apart.Select(box => box.X));
        LabelBox[] stacked = [.. Enumerable.Range(0, 8).Select(i => new LabelBox($"{i}", 50, 200, 30))];
        double[] heights = [.. LabelBox.Apart(stacked, 20, 0, 500).Select(box => box.Y).Order()];
        Assert.All(heights.Zip(heights[1..]), pair => Assert.True(pair.Second - pair.First > 19));
    }

    // A disc of 80 per cent over white, or several: what the middle of a lone one is.
    private static (int X, int Y)[] Plotted(Image figure, ScatterCategory category)
    {
        Countenance.Drawing.Colour once = Countenance.Drawing.Colour.White.Mix(category.ColourOf(isDark: false), 0.8);
        return [.. figure.Of(once).Where(pixel => pixel.X < 740)];
    }

    private static (int X, int Y)[] Legend(Image figure, Countenance.Drawing.Colour colour) => [.. figure.Of(colour).Where(pixel => pixel.X > 740)];
}
