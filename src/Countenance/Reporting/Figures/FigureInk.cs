using Countenance.Drawing;

namespace Countenance.Reporting.Figures;

/// <summary>The colours and letters that all figures share; they are drawn on white, for paper.</summary>
internal static class FigureInk
{
    /// <summary>Of text.</summary>
    public static readonly Colour Ink = Colour.Of(0x18212c);

    /// <summary>Of what is said by the way.</summary>
    public static readonly Colour Muted = Colour.Of(0x566170);

    /// <summary>Of lines behind the data.</summary>
    public static readonly Colour Grid = Colour.Of(0xe2e4e8);

    /// <summary>Of frames and axes.</summary>
    public static readonly Colour Rule = Colour.Of(0xb9bfc8);

    /// <summary>Of an image of the query's own class.</summary>
    public static readonly Colour Same = Colour.Of(0x00795a);

    /// <summary>Of an image of another class.</summary>
    public static readonly Colour Other = Colour.Of(0xb03400);

    /// <summary>Of the lines of a chart, in order and then again; the same as in the page.</summary>
    private static readonly Colour[] Lines =
    [
        Colour.Of(0x0b5e9e), Colour.Of(0xc2500a), Colour.Of(0x00795a), Colour.Of(0x99408a), Colour.Of(0x77690a), Colour.Of(0x4b5563),
    ];

    /// <summary>Strokes and gaps of the lines of a chart, in order; as in the page, with longer gaps for round ends.</summary>
    private static readonly double[][] LineDashes = [[], [7, 4], [2, 4], [10, 4, 2, 4], [4, 3], [1, 5]];

    /// <summary>Headings.</summary>
    public static readonly TextStyle Title = new(17, Ink, IsBold: true);

    /// <summary>Names and values.</summary>
    public static readonly TextStyle Body = new(13, Ink);

    /// <summary>Names that matter.</summary>
    public static readonly TextStyle Strong = new(13, Ink, IsBold: true);

    /// <summary>What is said by the way.</summary>
    public static readonly TextStyle Note = new(12, Muted);

    /// <summary>Colour of a chart's line.</summary>
    public static Colour Line(int index) => Lines[index % Lines.Length];

    /// <summary>Strokes and gaps of a chart's line; empty for an unbroken one. Each round of colours has other ones.</summary>
    public static ReadOnlySpan<double> Dashes(int index) => LineDashes[(index + (index / Lines.Length)) % LineDashes.Length];
}
