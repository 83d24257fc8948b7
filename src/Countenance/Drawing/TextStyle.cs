namespace Countenance.Drawing;

/// <summary>How a text is written.</summary>
/// <param name="Size">Size of the letters in the canvas's units, from ascender to descender about 1.2 times that.</param>
/// <param name="Colour">Its colour.</param>
/// <param name="IsBold">Bold or regular.</param>
internal readonly record struct TextStyle(double Size, Colour Colour, bool IsBold = false)
{
    /// <summary>The font.</summary>
    public TrueTypeFont Font => IsBold ? Typeface.Bold : Typeface.Regular;
}
