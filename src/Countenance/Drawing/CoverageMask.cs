namespace Countenance.Drawing;

/// <summary>
/// The share of each pixel that a filled outline covers, exactly: every edge adds its signed area to an accumulation buffer whose
/// running sum along a row is the coverage. Only +, −, ×, ÷ are used, so a mask is the same bits on every machine.
/// </summary>
internal sealed class CoverageMask
{
    private readonly int stride;
    private readonly float[] cells;

    /// <summary>An empty square mask.</summary>
    public CoverageMask(int size)
        : this(size, size)
    {
    }

    /// <summary>An empty mask.</summary>
    public CoverageMask(int width, int height)
    {
        Width = width;
        Height = height;
        stride = width + 2;
        cells = new float[checked(stride * height)];
        (Left, Top, Right, Bottom) = (width, height, 0, 0);
    }

    /// <summary>Columns in pixels.</summary>
    public int Width { get; }

    /// <summary>Rows in pixels.</summary>
    public int Height { get; }

    /// <summary>First column that may be covered.</summary>
    public int Left { get; private set; }

    /// <summary>First row that may be covered.</summary>
    public int Top { get; private set; }

    /// <summary>One past the last column that may be covered.</summary>
    public int Right { get; private set; }

    /// <summary>One past the last row that may be covered.</summary>
    public int Bottom { get; private set; }

    /// <summary>Coverage of a row, 0–1, [Width].</summary>
    public ReadOnlySpan<float> Row(int y) => cells.AsSpan(y * stride, Width);

    /// <summary>Replaces the mask by the inside of closed polygons, in pixels; a hole runs the other way round.</summary>
    /// <param name="points">x, y pairs of all contours.</param>
    /// <param name="ends">For each contour, the number of points up to its end.</param>
    public void Fill(ReadOnlySpan<(double X, double Y)> points, ReadOnlySpan<int> ends)
    {
        for (int y = Top; y < Bottom; y++)
        {
            cells.AsSpan((y * stride) + Left, Right - Left).Clear();
        }

        SetBounds(points);
        if (Left >= Right || Top >= Bottom)
        {
            (Left, Top, Right, Bottom) = (Width, Height, 0, 0);
            return;
        }

        int start = 0;
        foreach (int end in ends)
        {
            for (int i = start; i < end; i++)
            {
                int next = i + 1 == end ? start : i + 1;
                AddEdge(points[i].X, points[i].Y, points[next].X, points[next].Y);
            }

            start = end;
        }

        for (int y = Top; y < Bottom; y++)
        {
            Span<float> row = cells.AsSpan(y * stride, stride);
            float sum = 0;
            for (int x = Left; x < Right; x++)
            {
                sum += row[x];
                float covered = Math.Abs(sum);
                row[x] = covered < 1e-4f ? 0 : Math.Min(covered, 1);
            }

            row.Slice(Right, Math.Min(2, stride - Right)).Clear(); // an edge adds to at most two cells from there on
        }
    }

    private void SetBounds(ReadOnlySpan<(double X, double Y)> points)
    {
        (double left, double top, double right, double bottom) = (Width, Height, 0, 0);
        foreach ((double x, double y) in points)
        {
            left = Math.Min(left, x);
            right = Math.Max(right, x);
            top = Math.Min(top, y);
            bottom = Math.Max(bottom, y);
        }

        Left = Math.Max(0, (int)Math.Floor(left));
        Top = Math.Max(0, (int)Math.Floor(top));
        Right = Math.Min(Width, (int)Math.Ceiling(right) + 1);
        Bottom = Math.Min(Height, (int)Math.Ceiling(bottom));
    }

    /// <summary>Clips the edge to the columns of the mask: what lies left counts in the first column, what lies right nowhere.</summary>
    private void AddEdge(double x0, double y0, double x1, double y1)
    {
        if (x0 > x1)
        {
            AddRising(x1, y1, x0, y0, -1);
        }
        else
        {
            AddRising(x0, y0, x1, y1, 1);
        }
    }

    private void AddRising(double x0, double y0, double x1, double y1, int sign)
    {
        if (x0 >= Width)
        {
            return;
        }

        if (x1 <= 0)
        {
            AddInside(0, y0, 0, y1, sign);
            return;
        }

        if (x0 < 0)
        {
            double y = y0 + ((y1 - y0) * (-x0 / (x1 - x0)));
            AddInside(0, y0, 0, y, sign);
            (x0, y0) = (0, y);
        }

        if (x1 > Width)
        {
            double y = y0 + ((y1 - y0) * ((Width - x0) / (x1 - x0)));
            (x1, y1) = (Width, y);
        }

        AddInside(x0, y0, x1, y1, sign);
    }

    private void AddInside(double x0, double y0, double x1, double y1, int sign)
    {
        if (y0 == y1)
        {
            return;
        }

        if (y0 > y1)
        {
            (x0, y0, x1, y1) = (x1, y1, x0, y0);
            sign = -sign;
        }

        double slope = (x1 - x0) / (y1 - y0);
        int last = Math.Min(Height, (int)Math.Ceiling(y1));
        for (int y = Math.Max(0, (int)Math.Floor(y0)); y < last; y++)
        {
            double from = Math.Max(y, y0);
            double to = Math.Min(y + 1, y1);
            double a = Math.Clamp(x0 + ((from - y0) * slope), 0, Width);
            double b = Math.Clamp(x0 + ((to - y0) * slope), 0, Width);
            AddRow(cells.AsSpan(y * stride, stride), Math.Min(a, b), Math.Max(a, b), sign * (to - from));
        }
    }

    /// <summary>An edge crossing one row between columns a ≤ b: the area to its right grows from nothing to the full height.</summary>
    private static void AddRow(Span<float> row, double a, double b, double height)
    {
        int first = (int)a;
        int last = (int)b;
        if (first == last)
        {
            double inner = height * (1 - ((a + b) / 2 - first));
            row[first] += (float)inner;
            row[first + 1] += (float)(height - inner);
            return;
        }

        double perColumn = height / (b - a);
        double before = 0;
        double total = 0;
        for (int x = first; x <= last; x++)
        {
            double enter = Math.Max(a, x);
            double leave = Math.Min(b, x + 1);
            double rise = perColumn * (leave - enter);
            double area = total + (rise * (x + 1 - ((enter + leave) / 2)));
            row[x] += (float)(area - before);
            before = area;
            total += rise;
        }

        row[last + 1] += (float)(height - before);
    }
}
