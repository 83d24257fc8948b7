using System.Runtime.InteropServices;
using System.Text;
using Countenance.Vision;

namespace Countenance.Drawing;

/// <summary>
/// A picture while a figure is drawn on it: shapes, letters and other pictures, anti-aliased by exact coverage. Positions are in units of
/// which each is <see cref="Scale"/> pixels, so that one drawing serves screens and print. Not thread-safe.
/// </summary>
internal sealed class Canvas
{
    private readonly byte[] pixels;
    private readonly CoverageMask mask;
    private readonly VectorPath path = new();
    private readonly List<(double X, double Y)> placed = [];

    /// <summary>An even surface.</summary>
    /// <param name="width">Width in units.</param>
    /// <param name="height">Height in units.</param>
    /// <param name="scale">Pixels per unit, at least 1.</param>
    /// <param name="background">Colour of the surface.</param>
    public Canvas(int width, int height, int scale, Colour background)
    {
        Width = width;
        Height = height;
        Scale = scale;
        mask = new CoverageMask(width * scale, height * scale);
        pixels = new byte[checked(mask.Width * mask.Height * 3)];
        for (int i = 0; i < pixels.Length; i += 3)
        {
            Put(i, background);
        }
    }

    /// <summary>Width in units.</summary>
    public int Width { get; }

    /// <summary>Height in units.</summary>
    public int Height { get; }

    /// <summary>Pixels per unit.</summary>
    public int Scale { get; }

    /// <summary>Fills a shape.</summary>
    /// <param name="shape">Its outline in units.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="alpha">0 leaves what is there, 1 covers it.</param>
    public void Fill(VectorPath shape, Colour colour, double alpha = 1)
    {
        shape.Finish();
        Fill(shape.Points, shape.Ends, Scale, 0, 0, colour, alpha);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, Colour colour, double alpha = 1)
        => Fill(path.Clear().AddPolygon((x, y), (x + width, y), (x + width, y + height), (x, y + height)), colour, alpha);

    /// <summary>Draws a frame inside a rectangle's edges.</summary>
    public void Frame(double x, double y, double width, double height, double thickness, Colour colour)
    {
        (double l, double t, double r, double b, double d) = (x, y, x + width, y + height, thickness);
        path.Clear().AddPolygon((l, t), (r, t), (r, b), (l, b));
        path.AddPolygon((l + d, t + d), (l + d, b - d), (r - d, b - d), (r - d, t + d)); // the other way round: a hole
        Fill(path, colour);
    }

    /// <summary>Fills a circle.</summary>
    public void Disc(double x, double y, double radius, Colour colour, double alpha = 1)
        => Fill(path.Clear().AddCircle(x, y, radius), colour, alpha);

    /// <summary>Draws a line through points, with round corners and ends.</summary>
    /// <param name="points">At least two points.</param>
    /// <param name="width">Its width.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="dashes">Lengths of strokes and gaps in turn; empty for an unbroken line.</param>
    public void Line(ReadOnlySpan<(double X, double Y)> points, double width, Colour colour, params ReadOnlySpan<double> dashes)
    {
        path.Clear();
        Stroke.Add(path, points, width, dashes);
        Fill(path, colour);
    }

    /// <summary>Writes a text on one line; its baseline is moved to whole pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Position across.</param>
    /// <param name="baseline">Position of the baseline.</param>
    /// <param name="style">How it is written.</param>
    /// <param name="alignment">What of it stands at <paramref name="x"/>.</param>
    public void Text(string text, double x, double baseline, TextStyle style, TextAlignment alignment = TextAlignment.Left)
    {
        double width = alignment == TextAlignment.Left ? 0 : Typeface.Measure(text, style);
        double at = (x - (alignment == TextAlignment.Centre ? width / 2 : width)) * Scale;
        double size = PixelSize(style);
        double spread = style.Size * Scale;
        foreach (Rune character in text.EnumerateRunes())
        {
            GlyphOutline glyph = style.Font.Outline(character);
            Fill(glyph.Points, glyph.Ends, size, at, Math.Round(baseline * Scale), style.Colour, 1);
            at += glyph.Advance * spread;
        }
    }

    /// <summary>Writes a text from the bottom up, its middle at a position.</summary>
    public void TextUpwards(string text, double baseline, double middle, TextStyle style)
    {
        double size = PixelSize(style);
        double at = (middle + (Typeface.Measure(text, style) / 2)) * Scale;
        foreach (Rune character in text.EnumerateRunes())
        {
            GlyphOutline glyph = style.Font.Outline(character);
            (double X, double Y)[] turned = [.. glyph.Points.Select(point => (point.Y, -point.X))];
            Fill(turned, glyph.Ends, size, Math.Round(baseline * Scale), at, style.Colour, 1);
            at -= glyph.Advance * style.Size * Scale;
        }
    }

    /// <summary>Puts a picture into a rectangle: as large as fits, in the middle, enlarged with a sharp filter.</summary>
    public void Picture(Image image, double x, double y, double width, double height)
    {
        double ratio = Math.Min(width * Scale / image.Width, height * Scale / image.Height);
        int columns = Math.Max(1, (int)Math.Round(image.Width * ratio));
        int rows = Math.Max(1, (int)Math.Round(image.Height * ratio));
        Image fitted = columns == image.Width && rows == image.Height
            ? image
            : ImageTransform.Resize(image, columns, rows, ratio > 1 ? Interpolation.Cubic : Interpolation.Area);
        int left = (int)Math.Round((x * Scale) + (((width * Scale) - columns) / 2));
        int top = (int)Math.Round((y * Scale) + (((height * Scale) - rows) / 2));
        for (int row = Math.Max(0, -top); row < Math.Min(rows, mask.Height - top); row++)
        {
            for (int column = Math.Max(0, -left); column < Math.Min(columns, mask.Width - left); column++)
            {
                ReadOnlySpan<byte> source = fitted.Pixels.AsSpan(((row * columns) + column) * fitted.Channels, fitted.Channels);
                Span<byte> target = pixels.AsSpan((((top + row) * mask.Width) + left + column) * 3, 3);
                (target[0], target[1], target[2]) = (source[0], source[source.Length / 2], source[^1]);
            }
        }
    }

    /// <summary>What was drawn, RGB; the pixels themselves, so that drawing on changes it.</summary>
    public Image ToImage() => new(mask.Width, mask.Height, 3, pixels);

    // The size at which lower-case letters are a whole number of pixels high, when that is near: their edges are then sharp.
    private double PixelSize(TextStyle style)
    {
        double wanted = style.Size * Scale;
        double height = wanted * style.Font.LowerHeight;
        double whole = Math.Round(height) / style.Font.LowerHeight;
        return Math.Abs(whole - wanted) <= 0.06 * wanted ? whole : wanted;
    }

    private void Fill(
        ReadOnlySpan<(double X, double Y)> points, ReadOnlySpan<int> ends, double scale, double dx, double dy, Colour colour, double alpha)
    {
        placed.Clear();
        foreach ((double x, double y) in points)
        {
            placed.Add(((x * scale) + dx, (y * scale) + dy));
        }

        mask.Fill(CollectionsMarshal.AsSpan(placed), ends);
        (float red, float green, float blue) = (colour.R * 255, colour.G * 255, colour.B * 255);
        for (int y = mask.Top; y < mask.Bottom; y++)
        {
            ReadOnlySpan<float> cover = mask.Row(y)[mask.Left..mask.Right];
            Span<byte> row = pixels.AsSpan(((y * mask.Width) + mask.Left) * 3, cover.Length * 3);
            for (int x = 0; x < cover.Length; x++)
            {
                float share = cover[x] * (float)alpha;
                if (share > 0)
                {
                    row[3 * x] = Blend(row[3 * x], red, share);
                    row[(3 * x) + 1] = Blend(row[(3 * x) + 1], green, share);
                    row[(3 * x) + 2] = Blend(row[(3 * x) + 2], blue, share);
                }
            }
        }
    }

    private static byte Blend(byte old, float value, float share) => (byte)(old + ((value - old) * share) + 0.5f);

    private void Put(int at, Colour colour)
    {
        pixels[at] = Colour.Byte(colour.R);
        pixels[at + 1] = Colour.Byte(colour.G);
        pixels[at + 2] = Colour.Byte(colour.B);
    }
}
