namespace Countenance.Datasets.Synthetic.Drawing;

/// <summary>A display colour, each part 0–1.</summary>
internal readonly record struct Colour(float R, float G, float B)
{
    /// <summary>Full white.</summary>
    public static Colour White => new(1, 1, 1);

    /// <summary>Grey value by ITU-R BT.601.</summary>
    public float Luma => (0.299f * R) + (0.587f * G) + (0.114f * B);

    /// <summary>From 8-bit parts.</summary>
    public static Colour Of(int r, int g, int b) => new(r / 255f, g / 255f, b / 255f);

    /// <summary>Darker by a factor.</summary>
    public Colour Times(double factor) => new((float)(R * factor), (float)(G * factor), (float)(B * factor));

    /// <summary>A mixture: <paramref name="share"/> of <paramref name="other"/>, the rest of this.</summary>
    public Colour Mix(Colour other, double share)
    {
        float s = (float)share;
        return new(R + ((other.R - R) * s), G + ((other.G - G) * s), B + ((other.B - B) * s));
    }
}
