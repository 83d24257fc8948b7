using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>A map's legend: one line per class with its number of points, and under it its sub-classes where there are several.</summary>
internal static class ScatterLegend
{
    private const double Row = 24;
    private const double Step = 34;

    /// <summary>Draws the legend.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="colouring">What the colours stand for.</param>
    /// <param name="left">Its left edge.</param>
    /// <param name="top">Its upper edge.</param>
    /// <param name="width">Its width.</param>
    public static void Draw(Canvas canvas, ScatterColouring colouring, double left, double top, double width)
    {
        var counts = new int[colouring.Categories.Count];
        foreach (int category in colouring.CategoryOf)
        {
            counts[category]++;
        }

        double y = top;
        foreach (var family in Enumerable.Range(0, counts.Length).GroupBy(i => colouring.Categories[i].Class))
        {
            int[] members = [.. family];
            string count = FigureText.Count(members.Sum(i => counts[i]));
            double room = width - Typeface.Measure(count, FigureInk.Note) - 30;
            string name = family.Key < 0 ? FigureText.NoLabel : colouring.ClassNames[family.Key];
            if (members.Length == 1)
            {
                canvas.Disc(left + 7, y, 6, colouring.Categories[members[0]].ColourOf(isDark: false));
                canvas.Text(Typeface.Fit(name, FigureInk.Body, room), left + 21, y + 4.5, FigureInk.Body);
            }
            else
            {
                canvas.Text(Typeface.Fit(name, FigureInk.Strong, room), left, y + 4.5, FigureInk.Strong);
            }

            canvas.Text(count, left + width, y + 4.5, FigureInk.Note, TextAlignment.Right);
            y += Row;
            if (members.Length > 1)
            {
                y = DrawShades(canvas, colouring, members, left, y, width);
            }
        }
    }

    private static double DrawShades(Canvas canvas, ScatterColouring colouring, int[] members, double left, double y, double width)
    {
        double x = left;
        foreach (int i in members)
        {
            if (x + Step > left + width)
            {
                (x, y) = (left, y + Row);
            }

            canvas.Disc(x + 7, y, 6, colouring.Categories[i].ColourOf(isDark: false));
            canvas.Text(FigureText.Count(colouring.Categories[i].Shade + 1), x + 16, y + 4.5, FigureInk.Note);
            x += Step;
        }

        return y + Row + 4;
    }
}
