using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Countenance.Torch.Winograd;

/// <summary>
/// F(2 × 2, 3 × 3): 16 multiplications where the definition takes 36.
/// </summary>
internal readonly unsafe struct SmallTileTransform : ITileTransform
{
    private const int Points = 4; // along a side of a window

    // Row i of Bᵀ d is one row of d plus or minus another.
    private static readonly (int First, int Second, bool IsSum)[] WindowRows = [(0, 2, false), (1, 2, true), (2, 1, false), (1, 3, false)];

    /// <inheritdoc/>
    public static int Side => 2;

    /// <inheritdoc/>
    static int ITileTransform.Points => Points;

    /// <inheritdoc/>
    public static int Places => Points * Points;

    /// <inheritdoc/>
    public static int TilesAtOnce => 64;

    /// <inheritdoc/>
    public static void Windows<T>(T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        for (int row = 0; row < Points; row++)
        {
            WindowRow(images, grid, channels, zeros, first, count, rows, row, result + (4 * row * stride), stride);
        }
    }

    /// <inheritdoc/>
    public static void WindowRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        T** a = stackalloc T*[4];
        T** b = stackalloc T*[4];
        (int upper, int lower, bool isSum) = WindowRows[row];
        for (int tile = 0; tile < count; tile++)
        {
            (long pixel, int top, int left) = grid.Start(first + tile);
            for (int j = 0; j < 4; j++)
            {
                a[j] = At(upper, j);
                b[j] = At(lower, j);
            }

            T* Pixel(int i, int j) => images + ((pixel + ((i - 1) * (long)grid.Width) + j - 1) * channels);
            T* At(int i, int j) => grid.Has(top + i - 1, left + j - 1) ? Pixel(i, j) : zeros;

            T* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                Vector512<float> d0 = T.Load(a[0] + c);
                Vector512<float> d1 = T.Load(a[1] + c);
                Vector512<float> d2 = T.Load(a[2] + c);
                Vector512<float> d3 = T.Load(a[3] + c);
                Vector512<float> e0 = T.Load(b[0] + c);
                Vector512<float> e1 = T.Load(b[1] + c);
                Vector512<float> e2 = T.Load(b[2] + c);
                Vector512<float> e3 = T.Load(b[3] + c);
                if (isSum)
                {
                    (d0, d1, d2, d3) = (d0 + e0, d1 + e1, d2 + e2, d3 + e3);
                }
                else
                {
                    (d0, d1, d2, d3) = (d0 - e0, d1 - e1, d2 - e2, d3 - e3);
                }

                T* place = PanelProduct.At(target, c, rows);
                T.Store(d0 - d2, place);
                T.Store(d1 + d2, place + stride);
                T.Store(d2 - d1, place + (2 * stride));
                T.Store(d1 - d3, place + (3 * stride));
            }
        }
    }

    /// <inheritdoc/>
    public static void GradientRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        for (int tile = 0; tile < count; tile++)
        {
            (long pixel, int top, int left) = grid.Start(first + tile);
            bool hasRight = grid.Has(top, left + 1);
            bool hasBelow = grid.Has(top + 1, left);
            T* upper0 = images + (pixel * channels);
            T* upper1 = hasRight ? upper0 + channels : zeros;
            T* lower0 = hasBelow ? upper0 + ((long)grid.Width * channels) : zeros;
            T* lower1 = hasBelow && hasRight ? lower0 + channels : zeros;

            T* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                Vector512<float> q0;
                Vector512<float> q1;
                switch (row)
                {
                    case 0:
                        (q0, q1) = (T.Load(upper0 + c), T.Load(upper1 + c));
                        break;
                    case 1:
                        (q0, q1) = (T.Load(upper0 + c) + T.Load(lower0 + c), T.Load(upper1 + c) + T.Load(lower1 + c));
                        break;
                    case 2:
                        (q0, q1) = (T.Load(upper0 + c) - T.Load(lower0 + c), T.Load(upper1 + c) - T.Load(lower1 + c));
                        break;
                    default:
                        (q0, q1) = (-T.Load(lower0 + c), -T.Load(lower1 + c));
                        break;
                }

                T* place = PanelProduct.At(target, c, rows);
                T.Store(q0, place);
                T.Store(q0 + q1, place + stride);
                T.Store(q0 - q1, place + (2 * stride));
                T.Store(-q1, place + (3 * stride));
            }
        }
    }

    /// <inheritdoc/>
    public static void Output<T>(float* products, nint stride, int rows, TileGrid grid, int first, int count, in OutputPart<T> output)
        where T : unmanaged, IElement<T>
    {
        int channels = output.Channels;
        for (int tile = 0; tile < count; tile++)
        {
            (long pixel, int top, int left) = grid.Start(first + tile);
            bool hasRight = grid.Has(top, left + 1);
            bool hasBelow = grid.Has(top + 1, left);
            long start = pixel * channels;
            long below = start + ((long)grid.Width * channels);
            float* source = products + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                float* m = PanelProduct.At(source, c, rows);
                (Vector512<float> u0, Vector512<float> l0) = Columns(m, stride);
                (Vector512<float> u1, Vector512<float> l1) = Columns(m + stride, stride);
                (Vector512<float> u2, Vector512<float> l2) = Columns(m + (2 * stride), stride);
                (Vector512<float> u3, Vector512<float> l3) = Columns(m + (3 * stride), stride);
                Vector512<float> bias = output.Bias == null ? default : T.Load(output.Bias + c);
                output.Put(start + c, u0 + u1 + u2 + bias);
                if (hasRight)
                {
                    output.Put(start + channels + c, u1 - u2 - u3 + bias);
                }

                if (hasBelow)
                {
                    output.Put(below + c, l0 + l1 + l2 + bias);
                    if (hasRight)
                    {
                        output.Put(below + channels + c, l1 - l2 - l3 + bias);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public static void Kernel<T>(float* taps, nint tapStride, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        for (int row = 0; row < 4; row++)
        {
            Vector512<float> g0 = Row(taps);
            Vector512<float> g1 = Row(taps + tapStride);
            Vector512<float> g2 = Row(taps + (2 * tapStride));
            T* place = result + (4 * row * stride);
            Vector512<float> sum = (g0 + g2) * 0.5f;
            Vector512<float> middle = g1 * 0.5f;
            T.Store(g0, place);
            T.Store(sum + middle, place + stride);
            T.Store(sum - middle, place + (2 * stride));
            T.Store(g2, place + (3 * stride));

            Vector512<float> Row(float* column)
            {
                Vector512<float> k0 = Load(column);
                Vector512<float> k1 = Load(column + (3 * tapStride));
                Vector512<float> k2 = Load(column + (6 * tapStride));
                return row switch
                {
                    0 => k0,
                    1 => (k0 + k1 + k2) * 0.5f,
                    2 => (k0 - k1 + k2) * 0.5f,
                    _ => k2,
                };
            }
        }
    }

    /// <inheritdoc/>
    public static void KernelGradient(Vector512<float>* places, float* taps, nint tapStride)
    {
        for (int j = 0; j < 3; j++)
        {
            Vector512<float> u0 = Across(places, j);
            Vector512<float> u1 = Across(places + 4, j);
            Vector512<float> u2 = Across(places + 8, j);
            Vector512<float> u3 = Across(places + 12, j);
            Vector512<float> sum = (u1 + u2) * 0.5f;
            (u0 + sum).Store(taps + (j * tapStride));
            ((u1 - u2) * 0.5f).Store(taps + ((j + 3) * tapStride));
            (sum + u3).Store(taps + ((j + 6) * tapStride));
        }
    }

    private static Vector512<float> Across(Vector512<float>* row, int j) => j switch
    {
        0 => row[0] + ((row[1] + row[2]) * 0.5f),
        1 => (row[1] - row[2]) * 0.5f,
        _ => ((row[1] + row[2]) * 0.5f) + row[3],
    };

    private static (Vector512<float> Upper, Vector512<float> Lower) Columns(float* m, nint stride)
    {
        Vector512<float> m0 = Load(m);
        Vector512<float> m1 = Load(m + (4 * stride));
        Vector512<float> m2 = Load(m + (8 * stride));
        Vector512<float> m3 = Load(m + (12 * stride));
        return (m0 + m1 + m2, m1 - m2 - m3);
    }
}
