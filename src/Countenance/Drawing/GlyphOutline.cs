namespace Countenance.Drawing;

/// <summary>The outline of a character for letters one unit high: contours flattened to points, y down, the baseline at 0.</summary>
/// <param name="Advance">How far the next character stands to the right.</param>
/// <param name="Points">The points of all contours.</param>
/// <param name="Ends">For each contour, the number of points up to its end.</param>
internal sealed record GlyphOutline(double Advance, (double X, double Y)[] Points, int[] Ends);
