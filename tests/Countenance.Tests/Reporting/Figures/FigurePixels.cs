using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Tests.Reporting.Figures;

/// <summary>Finds what a figure shows by the colours of its pixels.</summary>
internal static class FigurePixels
{
    /// <summary>The pixels of exactly a colour, as x and y.</summary>
    public static (int X, int Y)[] Of(this Image figure, Colour colour)
    {
        (byte r, byte g, byte b) = (Colour.Byte(colour.R), Colour.Byte(colour.G), Colour.Byte(colour.B));
        return
        [
            .. Enumerable.Range(0, figure.Width * figure.Height)
                .Where(i => figure.Pixels[3 * i] == r && figure.Pixels[(3 * i) + 1] == g && figure.Pixels[(3 * i) + 2] == b)
                .Select(i => (i % figure.Width, i / figure.Width)),
        ];
    }

    /// <summary>The colour of a pixel.</summary>
    public static (byte R, byte G, byte B) At(this Image figure, int x, int y)
    {
        int at = ((y * figure.Width) + x) * 3;
        return (figure.Pixels[at], figure.Pixels[at + 1], figure.Pixels[at + 2]);
    }

    /// <summary>A picture of one grey.</summary>
    public static Image Even(byte grey, int width = 48, int height = 48)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, grey);
        return new Image(width, height, 1, pixels);
    }
}
