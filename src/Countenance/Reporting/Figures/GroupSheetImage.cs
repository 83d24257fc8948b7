using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>A group as a picture: its medoid, large, and the members nearest to it (the paper's Figures 8 and 9).</summary>
public static class GroupSheetImage
{
    private const int Margin = 16;
    private const int Head = 54;
    private const int Columns = 8;
    private const int Cell = 116;
    private const int Row = 136;
    private const double MedoidSide = 192;

    /// <summary>Draws the sheet: the group's expression and size over it, eight members per row.</summary>
    /// <param name="group">The group.</param>
    /// <param name="scale">Pixels per unit, 1–8; at 1 a face of 48 pixels is enlarged exactly twice, the medoid four times.</param>
    /// <returns>A new RGB picture, owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is out of its range.</exception>
    public static Image Draw(GroupSheet group, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(group);
        FigureScale.Check(scale);
        int columns = Math.Clamp(group.Top.Count, 1, Columns);
        int rows = Math.Max(2, (group.Top.Count + Columns - 1) / Columns);
        double left = Margin + MedoidSide + (2 * SheetTile.Frame) + 24;
        var canvas = new Canvas((int)left + (columns * Cell) + Margin - 10, Head + (rows * Row) + 4, scale, Colour.White);
        double width = canvas.Width - (2 * Margin);
        canvas.Text(Typeface.Fit(group.Heading, FigureInk.Title, width), Margin, 25, FigureInk.Title);
        canvas.Text(group.SizeText, Margin, 43, FigureInk.Note);
        SheetTile.Draw(canvas, group.Medoid.Image, Margin, Head, null, MedoidSide);
        double middle = Margin + SheetTile.Frame + (MedoidSide / 2);
        double below = Head + MedoidSide + (2 * SheetTile.Frame);
        string name = $"medoid, {group.Medoid.Class ?? FigureText.NoLabel}";
        canvas.Text(Typeface.Fit(name, FigureInk.Strong, MedoidSide), middle, below + 17, FigureInk.Strong, TextAlignment.Centre);
        string file = Typeface.FitPath(group.Medoid.Image.Description, FigureInk.Note, MedoidSide + 16);
        canvas.Text(file, middle, below + 34, FigureInk.Note, TextAlignment.Centre);
        for (int i = 0; i < group.Top.Count; i++)
        {
            double x = left + (i % Columns * Cell);
            double y = Head + (i / Columns * Row);
            GroupMember member = group.Top[i];
            bool? other = group.IsTypical(member) == false ? false : null; // the typical ones need no mark
            SheetTile.Draw(canvas, member.Image, x, y, other);
            SheetTile.Caption(canvas, member.Class, other, x + (SheetTile.Outer / 2), y + SheetTile.Outer + 16);
        }

        return canvas.ToImage();
    }
}
