using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Vision;

namespace Countenance.Tests.Reporting.Figures;

public class LineChartImageTests
{
    private static readonly double[] K = [1, 2, 4, 8, 16, 32];

    [Fact]
    public void A_higher_value_is_higher_and_a_level_line_is_level()
    {
        LineChart chart = Chart(new("low", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]), new("high", [0.7, 0.7, 0.7, 0.7, 0.7, 0.7]));

        Image figure = LineChartImage.Draw([chart], scale: 1);

        int[] low = Rows(figure, 0);
        int[] high = Rows(figure, 1);
        Assert.InRange(low.Max() - low.Min(), 1, 9); // a line of 2 pixels and its markers
        Assert.True(high.Max() < low.Min());
    }

    [Fact]
    public void Powers_of_two_are_evenly_spaced_on_a_logarithmic_axis()
    {
        Image figure = LineChartImage.Draw([Chart(new ChartSeries("a", [0.2, 0.2, 0.2, 0.2, 0.2, 0.2]))], scale: 1);

        // Markers are the only part of the line higher than its two pixels: their columns, one group a position.
        var columns = figure.Of(FigureInk.Line(0)).Where(pixel => pixel.Y < 330).GroupBy(pixel => pixel.X)
            .Where(column => column.Count() > 5).Select(column => column.Key).Order().ToArray();
        double[] centres = Centres(columns);
        Assert.Equal(6, centres.Length);
        double step = (centres[^1] - centres[0]) / 5;
        Assert.All(Enumerable.Range(0, 6), i => Assert.Equal(centres[0] + (i * step), centres[i], 1.0));
    }

    [Fact]
    public void A_model_has_the_same_colour_in_every_panel_and_stands_in_the_legend_once()
    {
        LineChart left = Chart(new("SGM", [0.6, 0.7, 0.8, 0.9, 0.9, 0.9]), new("triplet", [0.5, 0.6, 0.7, 0.8, 0.8, 0.8]));
        LineChart right = Chart(new ChartSeries("triplet", [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]));

        Image figure = LineChartImage.Draw([left, right], scale: 1);

        Assert.Equal((460 * 2) + 24 + 24, figure.Width);
        Assert.DoesNotContain(figure.Of(FigureInk.Line(0)), pixel => pixel.X > 496 && pixel.Y < 362);
        Assert.Contains(figure.Of(FigureInk.Line(1)), pixel => pixel.X > 496 && pixel.Y < 362);
        Assert.Contains(figure.Of(FigureInk.Line(1)), pixel => pixel.X < 472 && pixel.Y < 362);
        int[] legend = [.. figure.Of(FigureInk.Line(1)).Where(pixel => pixel.Y > 366).Select(pixel => pixel.X)];
        Assert.InRange(legend.Max() - legend.Min(), 20, 34);
    }

    [Fact]
    public void The_scale_is_pixels_a_unit()
    {
        LineChart chart = Chart(new ChartSeries("a", [0, 1, 0, 1, 0, 1]));

        Image one = LineChartImage.Draw([chart], 1);
        Image three = LineChartImage.Draw([chart], 3);

        Assert.Equal((3 * one.Width, 3 * one.Height), (three.Width, three.Height));
    }

    [Fact]
    public void Gaps_single_points_and_level_zero_can_be_drawn()
    {
        LineChart[] charts =
        [
            Chart(new("gap", [0.1, double.NaN, 0.3, double.NaN, double.NaN, 0.2]), new("none", [.. Enumerable.Repeat(double.NaN, 6)])),
            new("one", "x", "y", [5], [new("a", [-3])]),
            new("zero", "x", "y", [1, 2], [new("a", [0, 0])], Format: ValueFormat.Share),
            new("nothing", "x", "y", [], [new("a", [])]),
            new("many", "Epoch", "Loss", [.. Enumerable.Range(0, 500).Select(i => i / 7.0)], [new("a", [.. Enumerable.Range(0, 500).Select(i => 1e-7 * i)])]),
        ];

        Image figure = LineChartImage.Draw(charts, 1);

        Assert.Equal(6, K.Length);
        Assert.Contains(figure.Of(FigureInk.Line(0)), pixel => pixel.X < 460 && pixel.Y < 350);
        Assert.Contains(figure.Of(FigureInk.Line(2)), pixel => pixel.X is > 980 and < 1440 && pixel.Y < 350);
    }

    [Fact]
    public void No_charts_and_an_odd_scale_are_refused()
    {
        Assert.Contains("Got none", Assert.Throws<ArgumentException>(() => LineChartImage.Draw([])).Message, StringComparison.Ordinal);
        LineChart chart = Chart(new ChartSeries("a", [0, 1, 0, 1, 0, 1]));
        Assert.Contains("Got 9", Assert.Throws<ArgumentOutOfRangeException>(() => LineChartImage.Draw([chart], 9)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, 6, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(61.3, 79.2, 6, new[] { 65.0, 70, 75 })]
    [InlineData(-3, 3, 6, new[] { -3.0, -2, -1, 0, 1, 2, 3 })]
    [InlineData(0, 1e-6, 4, new[] { 0, 2.5e-7, 5e-7, 7.5e-7, 1e-6 })]
    public void Ticks_are_round(double low, double high, int wanted, double[] expected)
    {
        IReadOnlyList<double> ticks = AxisTicks.Between(low, high, wanted);

        Assert.Equal(expected.Length, ticks.Count);
        Assert.All(expected.Zip(ticks), pair => Assert.Equal(pair.First, pair.Second, (high - low) * 1e-9));
    }

    private static LineChart Chart(params ChartSeries[] series) => new("Recall@K", "K", "Share (%)", K, series, ChartScale.Log2, ValueFormat.Share);

    // Rows of the pixels of a line, without the legend under the panel.
    private static int[] Rows(Image figure, int line) =>
        [.. figure.Of(FigureInk.Line(line)).Where(pixel => pixel.Y < 350).Select(pixel => pixel.Y)];

    private static double[] Centres(int[] columns)
    {
        var groups = new List<List<int>>();
        foreach (int column in columns)
        {
            if (groups.Count == 0 || column - groups[^1][^1] > 2)
            {
                groups.Add([]);
            }

            groups[^1].Add(column);
        }

        return [.. groups.Select(group => group.Average())];
    }
}
