using System.Globalization;

namespace Countenance.Drawing;

/// <summary>A display colour, each part 0–1.</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    /// <summary>Full white.</summary>
    public static Colour White => new(1, 1, 1);

    /// <summary>Grey value by ITU-R BT.601.</summary>
    public float Luma => (0.299f * R) + (0.587f * G) + (0.114f * B);

    /// <summary>From 8-bit parts.</summary>
    public static Colour Of(int r, int g, int b) => new(r / 255f, g / 255f, b / 255f);

    /// <summary>From one number, as pages write colours: <c>0xRRGGBB</c>.</summary>
    public static Colour Of(int rgb) => Of((rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255);

    /// <summary>Darker by a factor.</summary>
    public Colour Times(double factor) => new((float)(R * factor), (float)(G * factor), (float)(B * factor));

    /// <summary>A mixture: <paramref name="share"/> of <paramref name="other"/>, the rest of this.</summary>
    public Colour Mix(Colour other, double share)
    {
        float s = (float)share;
        return new(R + ((other.R - R) * s), G + ((other.G - G) * s), B + ((other.B - B) * s));
    }

    /// <summary>As pages write it: <c>#rrggbb</c>.</summary>
    public string ToHex() => string.Create(CultureInfo.InvariantCulture, $"#{Byte(R):x2}{Byte(G):x2}{Byte(B):x2}");

    /// <summary>A part as 8 bits.</summary>
    public static byte Byte(float part) => (byte)((Math.Clamp(part, 0, 1) * 255) + 0.5f);
}
