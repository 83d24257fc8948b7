using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>One <see cref="LineChart"/> drawn into a rectangle: title, axes, grid, lines with markers; no legend.</summary>
internal sealed class LinePanel
{
    private const double TitleHeight = 34;
    private const double AxisHeight = 46;
    private const double Inset = 12;
    private const int MostMarkers = 40;
    private const int MostTicks = 8;

    private readonly LineChart chart;
    private readonly (double Low, double High) x;
    private readonly (double Low, double High) y;
    private readonly IReadOnlyList<double> yTicks;

    public LinePanel(LineChart chart)
    {
        this.chart = chart;
        x = Widened(Across(chart.X.Count > 0 ? chart.X[0] : 0), Across(chart.X.Count > 0 ? chart.X[^1] : 1));
        y = Range(chart);
        yTicks = chart.Format == ValueFormat.Share
            ? [.. AxisTicks.Between(y.Low * 100, y.High * 100, MostTicks).Select(tick => tick / 100)]
            : AxisTicks.Between(y.Low, y.High, MostTicks);
    }

    /// <summary>Draws the panel.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="left">Its left edge.</param>
    /// <param name="width">Its width, axis names included.</param>
    /// <param name="height">Its height, title and axis names included.</param>
    /// <param name="styleOf">The number that decides a line's colour, dashes and marker, by its name.</param>
    public void Draw(Canvas canvas, double left, double width, double height, Func<string, int> styleOf)
    {
        double labels = yTicks.Max(tick => Typeface.Measure(Label(tick), FigureInk.Note));
        var plot = new PlotArea(Math.Round(left + 28 + labels), TitleHeight, left + width - 14, height - AxisHeight);
        canvas.Text(chart.Title, plot.Left, 20, FigureInk.Title);
        foreach (double tick in yTicks)
        {
            double at = Math.Round(Y(tick, plot));
            canvas.Rectangle(plot.Left, at, plot.Right - plot.Left, 1, FigureInk.Grid);
            canvas.Text(Label(tick), plot.Left - 8, at + 4.5, FigureInk.Note, TextAlignment.Right);
        }

        canvas.Rectangle(plot.Left, plot.Bottom, plot.Right - plot.Left, 1, FigureInk.Rule);
        DrawPositions(canvas, plot);
        canvas.Text(chart.XName, (plot.Left + plot.Right) / 2, plot.Bottom + 40, FigureInk.Note, TextAlignment.Centre);
        canvas.TextUpwards(chart.YName, left + 14, (plot.Top + plot.Bottom) / 2, FigureInk.Note);
        for (int i = 0; i < chart.Series.Count; i++)
        {
            DrawLine(canvas, plot, chart.Series[i], styleOf(chart.Series[i].Name));
        }
    }

    private static (double Low, double High) Widened(double low, double high) => low < high ? (low, high) : (low - 1, high + 1);

    // The same range as the page's: a little air, and zero rather than a little below it.
    private static (double Low, double High) Range(LineChart chart)
    {
        double[] known = [.. chart.Series.SelectMany(line => line.Values).Where(double.IsFinite)];
        if (known.Length == 0)
        {
            return (0, 1);
        }

        double low = known.Min();
        double high = known.Max();
        double air = (high > low ? high - low : high != 0 ? Math.Abs(high) : 1) * 0.08;
        double from = low >= 0 && low - air < 0 ? 0 : low - air;
        return chart.Format == ValueFormat.Share ? Widened(Math.Max(0, from), Math.Min(1, high + air)) : (from, high + air);
    }

    private void DrawPositions(Canvas canvas, PlotArea plot)
    {
        bool named = chart.XScale == ChartScale.Log2
            || (chart.X.Count <= MostMarkers && chart.X.All(position => position == Math.Floor(position)));
        double free = double.NegativeInfinity;
        foreach (double position in named ? chart.X : AxisTicks.Between(x.Low, x.High, 7))
        {
            string text = FigureText.Number(position);
            double half = Typeface.Measure(text, FigureInk.Note) / 2;
            double at = X(named ? Across(position) : position, plot);
            if (at - half >= free)
            {
                canvas.Rectangle(Math.Round(at), plot.Bottom, 1, 5, FigureInk.Rule);
                canvas.Text(text, at, plot.Bottom + 20, FigureInk.Note, TextAlignment.Centre);
                free = at + half + 7;
            }
        }
    }

    private void DrawLine(Canvas canvas, PlotArea plot, ChartSeries series, int style)
    {
        (double X, double Y)[] points =
        [
            .. Enumerable.Range(0, chart.X.Count).Where(i => double.IsFinite(series.Values[i]))
                .Select(i => (X(Across(chart.X[i]), plot), Y(series.Values[i], plot))),
        ];
        if (points.Length > 1)
        {
            canvas.Line(points, 2, FigureInk.Line(style), FigureInk.Dashes(style));
        }

        foreach ((double atX, double atY) in chart.X.Count <= MostMarkers || points.Length == 1 ? points : [])
        {
            MarkerShape.Draw(canvas, style, atX, atY, 3.6);
        }
    }

    private string Label(double tick) => FigureText.Number(Math.Round(chart.Format == ValueFormat.Share ? tick * 100 : tick, 9));

    private double Across(double position) => chart.XScale == ChartScale.Log2 ? Math.Log2(position) : position;

    private double X(double across, PlotArea plot)
        => plot.Left + Inset + ((across - x.Low) / (x.High - x.Low) * (plot.Right - plot.Left - (2 * Inset)));

    private double Y(double value, PlotArea plot) => plot.Bottom - ((value - y.Low) / (y.High - y.Low) * (plot.Bottom - plot.Top));

    private readonly record struct PlotArea(double Left, double Top, double Right, double Bottom);
}
