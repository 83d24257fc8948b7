using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Reporting.Figures;

/// <summary>Images whose label is likely to be wrong as a picture: cards with given and suggested label (the paper's Figure 6).</summary>
public static class SuspectSheetImage
{
    private const int Margin = 16;
    private const int CardWidth = 300;
    private const int CardHeight = 126;
    private const int TextLeft = 118;
    private const int MostReasonLines = 2;

    /// <summary>Draws the sheet, row by row.</summary>
    /// <param name="suspects">At least one, the most suspicious first.</param>
    /// <param name="columns">Cards side by side, at least 1.</param>
    /// <param name="scale">Pixels per unit, 1–8; at 1 a face of 48 pixels is enlarged exactly twice.</param>
    /// <returns>A new RGB picture, owned by the caller.</returns>
    /// <exception cref="ArgumentException">There are no suspects, or a number is out of its range.</exception>
    public static Image Draw(IReadOnlyList<LabelSuspect> suspects, int columns = 4, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(suspects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (suspects.Count == 0)
        {
            throw new ArgumentException("A sheet must have at least one image. Got none.", nameof(suspects));
        }

        FigureScale.Check(scale);
        columns = Math.Min(columns, suspects.Count);
        int rows = (suspects.Count + columns - 1) / columns;
        var canvas = new Canvas((2 * Margin) + (columns * CardWidth) - 12, Margin + (rows * CardHeight), scale, Colour.White);
        for (int i = 0; i < suspects.Count; i++)
        {
            DrawCard(canvas, suspects[i], Margin + (i % columns * CardWidth), Margin + (i / columns * CardHeight));
        }

        return canvas.ToImage();
    }

    private static void DrawCard(Canvas canvas, LabelSuspect suspect, double x, double y)
    {
        SheetTile.Draw(canvas, suspect.Image, x, y, null);
        double left = x + TextLeft;
        const double width = CardWidth - TextLeft - 20;
        TextStyle suggested = FigureInk.Strong with { Colour = FigureInk.Other };
        canvas.Text(Typeface.Fit($"given {suspect.Given}", FigureInk.Body, width), left, y + 15, FigureInk.Body);
        canvas.Text(Typeface.Fit($"→ {suspect.Suggested}", suggested, width), left, y + 33, suggested);
        canvas.Text($"wrong: {FigureText.Share(suspect.Probability, 1)}", left, y + 50, FigureInk.Body);
        double baseline = y + 66;
        foreach (string line in Typeface.Wrap(suspect.Reason, FigureInk.Note, width, MostReasonLines))
        {
            canvas.Text(line, left, baseline, FigureInk.Note);
            baseline += 15;
        }

        canvas.Text(Typeface.FitPath(suspect.Image.Description, FigureInk.Note, width), left, y + SheetTile.Outer - 3, FigureInk.Note);
    }
}
