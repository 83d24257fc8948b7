namespace Countenance.Drawing;

/// <summary>A TrueType glyph that is drawn by contours of its own: lines and quadratic curves.</summary>
internal static class SimpleGlyph
{
    private const int SegmentsPerCurve = 6;
    private const int OnCurve = 1, ShortX = 2, ShortY = 4, Repeat = 8, SameOrPositiveX = 16, SameOrPositiveY = 32;

    /// <summary>Adds the contours to a path.</summary>
    /// <param name="path">What is added to.</param>
    /// <param name="data">The glyph, after its bounds.</param>
    /// <param name="contours">Number of contours.</param>
    /// <param name="placement">From font units to the path's.</param>
    public static void Add(VectorPath path, BigEndianSpan data, int contours, GlyphPlacement placement)
    {
        var ends = new int[contours];
        for (int i = 0; i < contours; i++)
        {
            ends[i] = data.UInt16() + 1;
        }

        int count = contours == 0 ? 0 : ends[^1];
        int hints = data.UInt16();
        data.Position += hints;
        byte[] flags = ReadFlags(ref data, count);
        int[] x = ReadCoordinates(ref data, flags, ShortX, SameOrPositiveX);
        int[] y = ReadCoordinates(ref data, flags, ShortY, SameOrPositiveY);
        int start = 0;
        foreach (int end in ends)
        {
            AddContour(path, flags.AsSpan(start..end), x.AsSpan(start..end), y.AsSpan(start..end), placement);
            start = end;
        }
    }

    private static byte[] ReadFlags(ref BigEndianSpan data, int count)
    {
        var flags = new byte[count];
        for (int i = 0; i < count; i++)
        {
            flags[i] = data.Byte();
            if ((flags[i] & Repeat) != 0)
            {
                int times = data.Byte();
                flags.AsSpan(i + 1, times).Fill(flags[i]);
                i += times;
            }
        }

        return flags;
    }

    private static int[] ReadCoordinates(ref BigEndianSpan data, byte[] flags, int isShort, int sameOrPositive)
    {
        var values = new int[flags.Length];
        int value = 0;
        for (int i = 0; i < flags.Length; i++)
        {
            bool flag = (flags[i] & sameOrPositive) != 0;
            if ((flags[i] & isShort) != 0)
            {
                int step = data.Byte();
                value += flag ? step : -step;
            }
            else if (!flag)
            {
                value += data.Int16();
            }

            values[i] = value;
        }

        return values;
    }

    // Between two points off the curve there is one on it, half-way, that the file leaves out.
    private static void AddContour(VectorPath path, Span<byte> flags, Span<int> x, Span<int> y, GlyphPlacement placement)
    {
        int count = flags.Length;
        if (count < 2)
        {
            return;
        }

        int first = 0;
        while (first < count && (flags[first] & OnCurve) == 0)
        {
            first++;
        }

        bool hasStart = first < count;
        first %= count;
        (double X, double Y) from = hasStart ? placement.Of(x[first], y[first]) : Middle(0, count - 1, x, y, placement);
        path.Then(from.X, from.Y);
        (double X, double Y) current = from;
        (double X, double Y)? control = null;
        for (int i = hasStart ? 1 : 0; i <= (hasStart ? count : count - 1); i++)
        {
            int at = (first + i) % count;
            (double X, double Y) point = placement.Of(x[at], y[at]);
            bool isOn = (flags[at] & OnCurve) != 0;
            if (isOn)
            {
                current = control is { } bend ? Curve(path, current, bend, point) : Line(path, point);
                control = null;
            }
            else
            {
                if (control is { } bend)
                {
                    current = Curve(path, current, bend, ((bend.X + point.X) / 2, (bend.Y + point.Y) / 2));
                }

                control = point;
            }
        }

        if (control is { } last)
        {
            Curve(path, current, last, from);
        }
    }

    private static (double X, double Y) Middle(int a, int b, Span<int> x, Span<int> y, GlyphPlacement placement)
        => placement.Of((x[a] + x[b]) / 2.0, (y[a] + y[b]) / 2.0);

    private static (double X, double Y) Line(VectorPath path, (double X, double Y) to)
    {
        path.Line(to.X, to.Y);
        return to;
    }

    private static (double X, double Y) Curve(
        VectorPath path, (double X, double Y) from, (double X, double Y) control, (double X, double Y) to)
    {
        for (int i = 1; i <= SegmentsPerCurve; i++)
        {
            double t = i / (double)SegmentsPerCurve;
            double a = (1 - t) * (1 - t);
            double b = 2 * t * (1 - t);
            path.Line((a * from.X) + (b * control.X) + (t * t * to.X), (a * from.Y) + (b * control.Y) + (t * t * to.Y));
        }

        return to;
    }
}
