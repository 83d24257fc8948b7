using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>Charts of lines as a picture: panels side by side over one legend, on white, for papers.</summary>
public static class LineChartImage
{
    private const int PanelWidth = 460;
    private const int PanelHeight = 350;
    private const int Margin = 12;
    private const int Gap = 24;
    private const int LegendRow = 24;
    private const int Swatch = 38;

    /// <summary>Draws charts side by side. Lines of the same name have the same colour, dashes and marker in all of them.</summary>
    /// <param name="charts">At least one.</param>
    /// <param name="scale">Pixels per unit, 1–8; a panel is 460 units wide and 350 high.</param>
    /// <returns>A new RGB picture, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There are no charts, or the scale is out of its range.</exception>
    public static Image Draw(IReadOnlyList<LineChart> charts, int scale = 2)
    {
        ArgumentNullException.ThrowIfNull(charts);
        if (charts.Count == 0)
        {
            throw new ArgumentException("A figure must have at least one chart. Got none.", nameof(charts));
        }

        FigureScale.Check(scale);
        string[] names = [.. charts.SelectMany(chart => chart.Series.Select(line => line.Name)).Distinct()];
        int width = (charts.Count * (PanelWidth + Gap)) - Gap + (2 * Margin);
        string[][] rows = LegendRows(names, width - (4 * Margin));
        int height = Margin + PanelHeight + 8 + (rows.Length * LegendRow) + Margin;
        var canvas = new Canvas(width, height, scale, Colour.White);
        for (int i = 0; i < charts.Count; i++)
        {
            new LinePanel(charts[i]).Draw(
                canvas, Margin + (i * (PanelWidth + Gap)), PanelWidth, Margin + PanelHeight, name => Array.IndexOf(names, name));
        }

        for (int i = 0; i < rows.Length; i++)
        {
            DrawLegendRow(canvas, rows[i], names, Margin + PanelHeight + 8 + (i * LegendRow));
        }

        return canvas.ToImage();
    }

    private static double EntryWidth(string name) => Swatch + Typeface.Measure(name, FigureInk.Body) + 26;

    private static string[][] LegendRows(string[] names, double width)
    {
        var rows = new List<List<string>> { new() };
        double used = 0;
        foreach (string name in names)
        {
            double entry = EntryWidth(name);
            if (used > 0 && used + entry > width)
            {
                rows.Add([]);
                used = 0;
            }

            rows[^1].Add(name);
            used += entry;
        }

        return [.. rows.Select(row => row.ToArray())];
    }

    private static void DrawLegendRow(Canvas canvas, string[] row, string[] names, double top)
    {
        double x = (canvas.Width - row.Sum(EntryWidth) + 26) / 2;
        foreach (string name in row)
        {
            int style = Array.IndexOf(names, name);
            double middle = top + (LegendRow / 2.0);
            canvas.Line([(x, middle), (x + 30, middle)], 2, FigureInk.Line(style), FigureInk.Dashes(style));
            MarkerShape.Draw(canvas, style, x + 15, middle, 3.6);
            canvas.Text(name, x + Swatch, middle + 4.5, FigureInk.Body);
            x += EntryWidth(name);
        }
    }
}
