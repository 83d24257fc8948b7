namespace Countenance.Vision.Faces;

/// <summary>
/// A map of the plane that shifts, turns and scales: (x, y) to (A x − B y + X, B x + A y + Y). Coordinates are continuous, as in
/// <see cref="ImagePoint"/>.
/// </summary>
internal readonly record struct Similarity(double A, double B, double X, double Y)
{
    /// <summary>How much longer a line becomes.</summary>
    public double Scale => Math.Sqrt((A * A) + (B * B));

    /// <summary>
    /// The map that brings <paramref name="from"/> nearest to <paramref name="to"/> in the sum of squared distances; null when all points
    /// of one side coincide or no turn fits better than another.
    /// </summary>
    public static Similarity? Fit(ReadOnlySpan<ImagePoint> from, ReadOnlySpan<ImagePoint> to)
    {
        (double fromX, double fromY) = Mean(from);
        (double toX, double toY) = Mean(to);
        double a = 0;
        double b = 0;
        double squares = 0;
        for (int i = 0; i < from.Length; i++)
        {
            double x = from[i].X - fromX;
            double y = from[i].Y - fromY;
            double u = to[i].X - toX;
            double v = to[i].Y - toY;
            a += (x * u) + (y * v);
            b += (x * v) - (y * u);
            squares += (x * x) + (y * y);
        }

        a /= squares;
        b /= squares;
        double scale = Math.Sqrt((a * a) + (b * b));
        return double.IsFinite(scale) && scale > 0
            ? new Similarity(a, b, toX - (a * fromX) + (b * fromY), toY - (b * fromX) - (a * fromY))
            : null;
    }

    /// <summary>
    /// The map that turns by the angle (radians, clockwise on the screen), scales, and brings <paramref name="from"/> to
    /// <paramref name="to"/>.
    /// </summary>
    public static Similarity Moving(ImagePoint from, ImagePoint to, double scale, double angle)
    {
        double a = scale * Math.Cos(angle);
        double b = scale * Math.Sin(angle);
        return new Similarity(a, b, to.X - (a * from.X) + (b * from.Y), to.Y - (b * from.X) - (a * from.Y));
    }

    /// <summary>Where a point comes to.</summary>
    public ImagePoint Apply(ImagePoint point)
        => new((float)((A * point.X) - (B * point.Y) + X), (float)((B * point.X) + (A * point.Y) + Y));

    /// <summary>The map back.</summary>
    public Similarity Inverse()
    {
        double squared = (A * A) + (B * B);
        double a = A / squared;
        double b = -B / squared;
        return new Similarity(a, b, (b * Y) - (a * X), -(b * X) - (a * Y));
    }

    private static (double X, double Y) Mean(ReadOnlySpan<ImagePoint> points)
    {
        double x = 0;
        double y = 0;
        foreach (ImagePoint point in points)
        {
            x += point.X;
            y += point.Y;
        }

        return (x / points.Length, y / points.Length);
    }
}
