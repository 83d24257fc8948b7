using System.Runtime.InteropServices;

namespace Countenance.Drawing;

/// <summary>
/// Closed outlines (x right, y down; the unit is the caller's), flattened to points as they are built. One path is reused for all shapes
/// of a picture: start each with <see cref="Begin"/> or <see cref="Clear"/>.
/// </summary>
internal sealed class VectorPath
{
    private const int SegmentsPerCurve = 10;
    private const double CircleHandle = 0.5522847498307936;

    private readonly List<(double X, double Y)> points = [];
    private readonly List<int> ends = [];

    /// <summary>The points of all contours.</summary>
    public ReadOnlySpan<(double X, double Y)> Points => CollectionsMarshal.AsSpan(points);

    /// <summary>For each contour, the number of points up to its end.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(ends);

    /// <summary>Forgets everything.</summary>
    public VectorPath Clear()
    {
        points.Clear();
        ends.Clear();
        return this;
    }

    /// <summary>Forgets everything and starts a contour.</summary>
    public VectorPath Begin(double x, double y)
    {
        points.Clear();
        ends.Clear();
        points.Add((x, y));
        return this;
    }

    /// <summary>Ends the contour and starts another.</summary>
    public VectorPath Then(double x, double y)
    {
        Finish();
        points.Add((x, y));
        return this;
    }

    /// <summary>A straight line.</summary>
    public VectorPath Line(double x, double y)
    {
        points.Add((x, y));
        return this;
    }

    /// <summary>A cubic Bézier curve.</summary>
    public VectorPath Cubic(double x1, double y1, double x2, double y2, double x, double y)
    {
        (double x0, double y0) = points[^1];
        for (int i = 1; i <= SegmentsPerCurve; i++)
        {
            points.Add(Bezier((x0, y0), (x1, y1), (x2, y2), (x, y), i / (double)SegmentsPerCurve));
        }

        return this;
    }

    /// <summary>A smooth curve through the points (Catmull–Rom), from the current one.</summary>
    public VectorPath Through(params ReadOnlySpan<(double X, double Y)> knots)
    {
        (double X, double Y) before = points[^1];
        (double X, double Y) from = before;
        for (int i = 0; i < knots.Length; i++)
        {
            (double X, double Y) to = knots[i];
            (double X, double Y) after = i + 1 < knots.Length ? knots[i + 1] : to;
            Cubic(
                from.X + ((to.X - before.X) / 6), from.Y + ((to.Y - before.Y) / 6),
                to.X - ((after.X - from.X) / 6), to.Y - ((after.Y - from.Y) / 6), to.X, to.Y);
            (before, from) = (from, to);
        }

        return this;
    }

    /// <summary>A whole ellipse as the only contour.</summary>
    public VectorPath Ellipse(double x, double y, double radiusX, double radiusY) =>
        Begin(x + radiusX, y).Round(x, y, radiusX, radiusY, 1);

    /// <summary>Adds a whole circle as a contour of its own, the same way round as <see cref="Ellipse"/>.</summary>
    public VectorPath AddCircle(double x, double y, double radius) => Then(x + radius, y).Round(x, y, radius, radius, 1);

    /// <summary>Adds a closed polygon as a contour of its own.</summary>
    public VectorPath AddPolygon(params ReadOnlySpan<(double X, double Y)> corners)
    {
        Finish();
        points.AddRange(corners);
        return this;
    }

    /// <summary>Adds an elliptic hole, for rings.</summary>
    public VectorPath Hole(double x, double y, double radiusX, double radiusY) =>
        Then(x + radiusX, y).Round(x, y, radiusX, radiusY, -1);

    /// <summary>
    /// A brush stroke as the only contour: a cubic curve with a width at its start, middle and end, and rounded ends.
    /// </summary>
    public VectorPath Stroke(
        (double X, double Y) p0, (double X, double Y) p1, (double X, double Y) p2, (double X, double Y) p3,
        double startWidth, double middleWidth, double endWidth)
    {
        const int steps = 14;
        Span<(double X, double Y)> left = stackalloc (double, double)[steps + 1];
        Span<(double X, double Y)> right = stackalloc (double, double)[steps + 1];
        for (int i = 0; i <= steps; i++)
        {
            double t = i / (double)steps;
            (double X, double Y) at = Bezier(p0, p1, p2, p3, t);
            (double X, double Y) near = Bezier(p0, p1, p2, p3, i == steps ? t - 0.02 : t + 0.02);
            double dx = i == steps ? at.X - near.X : near.X - at.X;
            double dy = i == steps ? at.Y - near.Y : near.Y - at.Y;
            double length = Math.Sqrt((dx * dx) + (dy * dy)) + 1e-12;
            double half = (((1 - t) * (1 - t) * startWidth) + (2 * t * (1 - t) * ((2 * middleWidth) - ((startWidth + endWidth) / 2)))
                + (t * t * endWidth)) / 2;
            (double X, double Y) normal = (-dy / length * half, dx / length * half);
            left[i] = (at.X + normal.X, at.Y + normal.Y);
            right[i] = (at.X - normal.X, at.Y - normal.Y);
        }

        points.Clear();
        ends.Clear();
        AddRange(left, forward: true);
        AddCap(left[^1], right[^1]);
        AddRange(right, forward: false);
        AddCap(right[0], left[0]);
        return this;
    }

    /// <summary>Moves all contours down by <paramref name="distance"/>.</summary>
    public VectorPath Down(double distance)
    {
        foreach (ref (double X, double Y) point in CollectionsMarshal.AsSpan(points))
        {
            point.Y += distance;
        }

        return this;
    }

    /// <summary>Marks the end of the last contour; the canvas calls it before it fills.</summary>
    public void Finish()
    {
        if (ends.Count == 0 || ends[^1] != points.Count)
        {
            ends.Add(points.Count);
        }
    }

    private static (double X, double Y) Bezier(
        (double X, double Y) p0, (double X, double Y) p1, (double X, double Y) p2, (double X, double Y) p3, double t)
    {
        double s = 1 - t;
        double a = s * s * s;
        double b = 3 * s * s * t;
        double c = 3 * s * t * t;
        double d = t * t * t;
        return ((a * p0.X) + (b * p1.X) + (c * p2.X) + (d * p3.X), (a * p0.Y) + (b * p1.Y) + (c * p2.Y) + (d * p3.Y));
    }

    private VectorPath Round(double x, double y, double rx, double ry, int turn)
    {
        double hx = rx * CircleHandle;
        double hy = ry * CircleHandle * turn;
        ry *= turn;
        return Cubic(x + rx, y + hy, x + hx, y + ry, x, y + ry).Cubic(x - hx, y + ry, x - rx, y + hy, x - rx, y)
            .Cubic(x - rx, y - hy, x - hx, y - ry, x, y - ry).Cubic(x + hx, y - ry, x + rx, y - hy, x + rx, y);
    }

    private void AddRange(ReadOnlySpan<(double X, double Y)> side, bool forward)
    {
        for (int i = 0; i < side.Length; i++)
        {
            points.Add(side[forward ? i : side.Length - 1 - i]);
        }
    }

    /// <summary>A round end between the two edges of a stroke, bulging ahead of it.</summary>
    private void AddCap((double X, double Y) from, (double X, double Y) to)
    {
        double middleX = (from.X + to.X) / 2;
        double middleY = (from.Y + to.Y) / 2;
        double outX = (from.Y - to.Y) / 2;
        double outY = (to.X - from.X) / 2;
        const double diagonal = 0.7071;
        points.Add((middleX + (diagonal * (outX - outY)), middleY + (diagonal * (outY + outX))));
        points.Add((middleX + outX, middleY + outY));
        points.Add((middleX + (diagonal * (outX + outY)), middleY + (diagonal * (outY - outX))));
    }
}
