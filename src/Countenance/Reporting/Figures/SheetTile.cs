using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>A picture in its frame on a sheet: green and plain for the expected class, red and dashed for another, grey when unknown.</summary>
internal static class SheetTile
{
    /// <summary>Side of a picture: a face of 48 pixels is enlarged exactly twice.</summary>
    public const double Side = 96;

    /// <summary>Width of the frame and the gap between it and the picture.</summary>
    public const double Frame = 5;

    /// <summary>Side of a picture with its frame.</summary>
    public const double Outer = Side + (2 * Frame);

    /// <summary>Draws the picture and its frame.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="picture">What.</param>
    /// <param name="x">Left edge of the frame.</param>
    /// <param name="y">Upper edge of the frame.</param>
    /// <param name="expected">Whether it is of the expected class; null when that is not known.</param>
    /// <param name="side">Side of the picture.</param>
    public static void Draw(Canvas canvas, Thumbnail picture, double x, double y, bool? expected, double side = Side)
    {
        canvas.Picture(picture.Decode(), x + Frame, y + Frame, side, side);
        double outer = side + (2 * Frame);
        switch (expected)
        {
            case true:
                canvas.Frame(x, y, outer, outer, 3, FigureInk.Same);
                break;
            case false:
                DrawDashed(canvas, x, y, outer);
                break;
            default:
                canvas.Frame(x + 3, y + 3, outer - 6, outer - 6, 1, FigureInk.Rule);
                break;
        }
    }

    // Nine strokes a side with a corner at each end, so that the frame is the same all around.
    private static void DrawDashed(Canvas canvas, double x, double y, double outer)
    {
        const int strokes = 9;
        double step = outer / ((2 * strokes) - 1);
        for (int i = 0; i < strokes; i++)
        {
            double at = 2 * i * step;
            canvas.Rectangle(x + at, y, step, 3, FigureInk.Other);
            canvas.Rectangle(x + at, y + outer - 3, step, 3, FigureInk.Other);
            canvas.Rectangle(x, y + at, 3, step, FigureInk.Other);
            canvas.Rectangle(x + outer - 3, y + at, 3, step, FigureInk.Other);
        }
    }

    /// <summary>Writes a class under a picture, with a sign when it is known whether it is the expected one.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="name">The class, or null.</param>
    /// <param name="expected">Whether it is the expected one, or null.</param>
    /// <param name="x">Middle of the text.</param>
    /// <param name="baseline">Its baseline.</param>
    public static void Caption(Canvas canvas, string? name, bool? expected, double x, double baseline)
    {
        TextStyle style = expected switch
        {
            true => FigureInk.Body with { Colour = FigureInk.Same },
            false => FigureInk.Strong with { Colour = FigureInk.Other },
            null => FigureInk.Body with { Colour = name is null ? FigureInk.Muted : FigureInk.Ink },
        };
        string sign = expected switch { true => "✓ ", false => "✕ ", null => "" };
        canvas.Text(Typeface.Fit(sign + (name ?? FigureText.NoLabel), style, Outer + 8), x, baseline, style, TextAlignment.Centre);
    }
}
