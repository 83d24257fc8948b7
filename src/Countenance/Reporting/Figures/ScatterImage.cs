using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>A <see cref="ScatterChart"/> as a picture: points, the names of the classes amid them, a legend with counts; for papers.</summary>
public static class ScatterImage
{
    private const int Side = 720;
    private const int Margin = 16;
    private const int Top = 44;
    private const int LegendWidth = 220;
    private const double Inset = 14;

    /// <summary>Draws the points in the colours of one of the chart's colourings.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="colouring">Which of its <see cref="ScatterChart.Colourings"/>, from 0.</param>
    /// <param name="scale">Pixels per unit, 1–8; the figure is 972 units wide and 780 high.</param>
    /// <returns>A new RGB picture, owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such colouring, or the scale is out of its range.</exception>
    public static Image Draw(ScatterChart chart, int colouring = 0, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentOutOfRangeException.ThrowIfNegative(colouring);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(colouring, chart.Colourings.Count);
        FigureScale.Check(scale);
        var canvas = new Canvas(Side + LegendWidth + (2 * Margin), Top + Side + Margin, scale, Colour.White);
        canvas.Text(chart.Title, Margin, 28, FigureInk.Title);
        canvas.Frame(Margin, Top, Side, Side, 1, FigureInk.Rule);
        ScatterColouring chosen = chart.Colourings[colouring];
        DrawPoints(canvas, chart, chosen);
        DrawNames(canvas, chart, chosen);
        ScatterLegend.Draw(canvas, chosen, Margin + Side + 22, Top + 14, LegendWidth - 22);
        return canvas.ToImage();
    }

    private static void DrawPoints(Canvas canvas, ScatterChart chart, ScatterColouring colouring)
    {
        Colour[] colours = [.. colouring.Categories.Select(category => category.ColourOf(isDark: false))];
        double radius = Math.Clamp(2.6 * Math.Sqrt(3000.0 / Math.Max(1, chart.Points.Count)), 1.1, 4);
        ScatterFrame frame = ScatterFrame.Around(chart.Points);
        foreach (int i in ScatterChart.DrawingOrder(chart.Points.Count))
        {
            (double x, double y) = Place(frame, chart.Points[i][0], chart.Points[i][1]);
            canvas.Disc(x, y, radius, colours[colouring.CategoryOf[i]], 0.8);
        }
    }

    private static void DrawNames(Canvas canvas, ScatterChart chart, ScatterColouring colouring)
    {
        if (colouring.Categories.Count < 2)
        {
            return;
        }

        ScatterFrame frame = ScatterFrame.Around(chart.Points);
        var style = new TextStyle(15, FigureInk.Ink, IsBold: true);
        var halo = style with { Colour = Colour.White };
        List<LabelBox> boxes = [];
        foreach ((int label, double x, double y) in ScatterStatistics.Anchors(chart, colouring))
        {
            string name = Typeface.Fit(colouring.ClassNames[label], style, Side - 24);
            double half = (Typeface.Measure(name, style) / 2) + 4;
            (double atX, double atY) = Place(frame, x, y);
            boxes.Add(new(name, Math.Clamp(atX, Margin + half, Margin + Side - half), Math.Clamp(atY, Top + 14, Top + Side - 14), half));
        }

        foreach (LabelBox box in LabelBox.Apart(boxes, 20, Top + 14, Top + Side - 14))
        {
            for (int i = 0; i < 12; i++)
            {
                double angle = Math.PI * i / 6;
                canvas.Text(box.Name, box.X + (2 * Math.Cos(angle)), box.Y + 5 + (2 * Math.Sin(angle)), halo, TextAlignment.Centre);
            }

            canvas.Text(box.Name, box.X, box.Y + 5, style, TextAlignment.Centre);
        }
    }

    private static (double X, double Y) Place(ScatterFrame frame, double x, double y) => (
        Margin + Inset + (frame.U(x) * (Side - (2 * Inset))),
        Top + Side - Inset - (frame.V(y) * (Side - (2 * Inset))));
}
