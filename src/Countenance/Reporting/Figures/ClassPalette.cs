using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>
/// Colours of classes and sub-classes: eight that stay apart for eyes that lack a cone type, on white and on the dark page, and up to five
/// shades of each. The ninth class begins again with the first. Neutral, the first class of FER+, is grey.
/// </summary>
internal static class ClassPalette
{
    /// <summary>Classes that have a colour of their own.</summary>
    public const int Count = 8;

    // From light to dark, the shades of one colour span so much of OKLab's lightness.
    private const double Span = 0.34;

    private static readonly int[] Light = [0x666b72, 0xdab21f, 0x53c5e3, 0x343498, 0x830732, 0x1da65a, 0x9a7be7, 0xfa7c9c];
    private static readonly int[] Dark = [0xe3e8f0, 0x998b3a, 0x1ccbe2, 0x0a71c2, 0xb64569, 0xa8d55a, 0x9f8dfc, 0xfb8da4];

    /// <summary>Colour of what belongs to no class.</summary>
    public static Colour Unlabelled(bool isDark) => Colour.Of(isDark ? 0x4a5564 : 0xc6cbd2);

    /// <summary>Colour of a class.</summary>
    /// <param name="index">Class index, from 0.</param>
    /// <param name="isDark">For the dark page.</param>
    public static Colour Of(int index, bool isDark = false) => Colour.Of((isDark ? Dark : Light)[index % Count]);

    /// <summary>A shade of a class's colour, the lightest first.</summary>
    /// <param name="index">Class index, from 0.</param>
    /// <param name="shade">Which, from 0.</param>
    /// <param name="shades">How many there are; of a single one it is the colour itself.</param>
    /// <param name="isDark">For the dark page.</param>
    public static Colour Shade(int index, int shade, int shades, bool isDark = false)
    {
        Colour colour = Of(index, isDark);
        if (shades < 2)
        {
            return colour;
        }

        Oklab look = Oklab.Of(colour);
        (double lowest, double highest) = isDark ? (0.45, 0.95) : (0.30, 0.86);
        double top = Math.Clamp(look.L + (Span / 2), lowest + Span, highest);
        return look.WithLightness(top - (Span * shade / (shades - 1)));
    }
}
