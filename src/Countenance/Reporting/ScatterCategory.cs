using Countenance.Drawing;
using Countenance.Reporting.Figures;

namespace Countenance.Reporting;

/// <summary>Points of one colour in a scatter: a class or one of its sub-classes.</summary>
/// <param name="Name">Name, such as <c>happiness</c> or <c>happiness 2</c>.</param>
/// <param name="Class">Its class's index, which decides the hue; −1 for points without a label.</param>
/// <param name="Shade">Which of the class's shades, from 0.</param>
/// <param name="Shades">How many shades the class has.</param>
internal sealed record ScatterCategory(string Name, int Class, int Shade = 0, int Shades = 1)
{
    /// <summary>The colour of its points.</summary>
    public Colour ColourOf(bool isDark)
        => Class < 0 ? ClassPalette.Unlabelled(isDark) : ClassPalette.Shade(Class, Shade, Shades, isDark);
}
