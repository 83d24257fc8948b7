using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>Queries and their nearest neighbours as a picture, one row per query (the paper's Figure 4).</summary>
public static class RetrievalSheetImage
{
    private const int Margin = 16;
    private const int Head = 34;
    private const int Cell = 120;
    private const int QueryCell = 150;
    private const int Row = 158;

    /// <summary>Draws the sheet. A neighbour of the query's class has a green plain frame and ✓, another a red dashed one and ✕.</summary>
    /// <param name="rows">At least one row; they may differ in length.</param>
    /// <param name="scale">Pixels per unit, 1–8; at 1 a face of 48 pixels is enlarged exactly twice.</param>
    /// <returns>A new RGB picture, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There are no rows, or the scale is out of its range.</exception>
    public static Image Draw(IReadOnlyList<NeighbourRow> rows, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("A sheet must have at least one row. Got none.", nameof(rows));
        }

        FigureScale.Check(scale);
        int columns = rows.Max(row => row.Neighbours.Count);
        var canvas = new Canvas((2 * Margin) + QueryCell + (columns * Cell), Head + (rows.Count * Row) + 6, scale, Colour.White);
        canvas.Text("query", Margin + (SheetTile.Outer / 2), 22, FigureInk.Note, TextAlignment.Centre);
        for (int i = 0; i < columns; i++)
        {
            string rank = i == 0 ? "nearest" : FigureText.Count(i + 1);
            canvas.Text(rank, Middle(i), 22, FigureInk.Note, TextAlignment.Centre);
        }

        canvas.Rectangle(Margin + QueryCell - 22, 12, 1, canvas.Height - 24, FigureInk.Rule);
        for (int i = 0; i < rows.Count; i++)
        {
            DrawRow(canvas, rows[i], Head + (i * Row));
        }

        return canvas.ToImage();
    }

    private static double Middle(int column) => Margin + QueryCell + (column * Cell) + (SheetTile.Outer / 2);

    private static void DrawRow(Canvas canvas, NeighbourRow row, double top)
    {
        double below = top + SheetTile.Outer;
        double middle = Margin + (SheetTile.Outer / 2);
        SheetTile.Draw(canvas, row.Query, Margin, top, null);
        string name = Typeface.Fit(row.TrueClass ?? FigureText.NoLabel, FigureInk.Strong, QueryCell - 30);
        canvas.Text(name, middle, below + 17, FigureInk.Strong, TextAlignment.Centre);
        string file = Typeface.FitPath(row.Query.Description, FigureInk.Note, SheetTile.Outer + 8);
        canvas.Text(file, middle, below + 34, FigureInk.Note, TextAlignment.Centre);
        for (int i = 0; i < row.Neighbours.Count; i++)
        {
            Neighbour neighbour = row.Neighbours[i];
            bool? same = neighbour.IsOf(row.TrueClass);
            SheetTile.Draw(canvas, neighbour.Image, Middle(i) - (SheetTile.Outer / 2), top, same);
            SheetTile.Caption(canvas, neighbour.Class, same, Middle(i), below + 17);
            canvas.Text(FigureText.Distance(neighbour.Distance), Middle(i), below + 34, FigureInk.Note, TextAlignment.Centre);
        }
    }
}
