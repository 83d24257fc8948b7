namespace Countenance.Drawing;

/// <summary>The outline of a line through points: a bar a segment and a disc at every corner, all the same way round.</summary>
internal static class Stroke
{
    /// <summary>Adds the line to a path.</summary>
    /// <param name="path">What is added to.</param>
    /// <param name="points">At least two points; equal neighbours make a dot.</param>
    /// <param name="width">Width of the line.</param>
    /// <param name="dashes">Lengths of strokes and gaps in turn; empty for an unbroken line.</param>
    public static void Add(VectorPath path, ReadOnlySpan<(double X, double Y)> points, double width, ReadOnlySpan<double> dashes)
    {
        double left = dashes.IsEmpty ? double.PositiveInfinity : dashes[0];
        int dash = 0;
        for (int i = 0; i + 1 < points.Length; i++)
        {
            (double X, double Y) from = points[i];
            (double X, double Y) to = points[i + 1];
            double length = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
            double done = 0;
            while (length - done > left)
            {
                AddSegment(path, Between(from, to, done / length), Between(from, to, (done + left) / length), width, dash);
                done += left;
                dash++;
                left = dashes[dash % dashes.Length];
            }

            AddSegment(path, Between(from, to, length > 0 ? done / length : 0), to, width, dash);
            left -= length - done;
        }
    }

    private static (double X, double Y) Between((double X, double Y) from, (double X, double Y) to, double share)
        => (from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share));

    private static void AddSegment(VectorPath path, (double X, double Y) from, (double X, double Y) to, double width, int dash)
    {
        if (dash % 2 == 1)
        {
            return; // a gap
        }

        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double length = Math.Sqrt((dx * dx) + (dy * dy));
        double half = width / 2;
        path.AddCircle(from.X, from.Y, half).AddCircle(to.X, to.Y, half);
        if (length > 0)
        {
            (double x, double y) = (-dy / length * half, dx / length * half);
            path.AddPolygon((from.X - x, from.Y - y), (to.X - x, to.Y - y), (to.X + x, to.Y + y), (from.X + x, from.Y + y));
        }
    }
}
