namespace Countenance.Drawing;

/// <summary>Where a glyph goes: x' = XX x + YX y + DX, y' = XY x + YY y + DY.</summary>
internal readonly record struct GlyphPlacement(double XX, double XY, double YX, double YY, double DX, double DY)
{
    /// <summary>A point where it goes.</summary>
    public (double X, double Y) Of(double x, double y) => ((XX * x) + (YX * y) + DX, (XY * x) + (YY * y) + DY);

    /// <summary>First <paramref name="inner"/>, then this.</summary>
    public GlyphPlacement Of(GlyphPlacement inner)
    {
        (double dx, double dy) = Of(inner.DX, inner.DY);
        return new(
            (XX * inner.XX) + (YX * inner.XY), (XY * inner.XX) + (YY * inner.XY),
            (XX * inner.YX) + (YX * inner.YY), (XY * inner.YX) + (YY * inner.YY), dx, dy);
    }
}
