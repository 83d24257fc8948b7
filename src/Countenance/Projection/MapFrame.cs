namespace Countenance.Projection;

/// <summary>The square about the points of a map.</summary>
/// <param name="CenterX">The middle from left to right.</param>
/// <param name="CenterY">The middle from bottom to top.</param>
/// <param name="Side">The longer of width and height.</param>
internal readonly record struct MapFrame(float CenterX, float CenterY, float Side)
{
    /// <summary>The frame of points (x, y), [N, 2], at least one.</summary>
    public static MapFrame Of(ReadOnlySpan<float> points)
    {
        var (left, bottom, right, top) = (points[0], points[1], points[0], points[1]);
        for (var i = 2; i < points.Length; i += 2)
        {
            left = Math.Min(left, points[i]);
            right = Math.Max(right, points[i]);
            bottom = Math.Min(bottom, points[i + 1]);
            top = Math.Max(top, points[i + 1]);
        }

        return new MapFrame((left + right) / 2, (bottom + top) / 2, Math.Max(right - left, top - bottom));
    }
}
