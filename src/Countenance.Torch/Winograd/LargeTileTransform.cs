using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace Countenance.Torch.Winograd;

/// <summary>
/// F(4 × 4, 3 × 3): 36 multiplications where the definition takes 144. Its points are 0, ±5/8, ±3/2 and infinity: all factors of A and B are
/// exact, and of the pairs tried these have the smallest errors, half in the mean and a quarter at most of what the usual ±1 and ±2 have.
/// </summary>
internal readonly unsafe struct LargeTileTransform : ITileTransform
{
    private const int Points = 6; // along a side of a window
    private const int MostTerms = 4; // of a row of Bᵀ or A
    private const float P = 0.625f;
    private const float Q = 1.5f;
    private const float P2 = P * P;
    private const float Q2 = Q * Q;
    private const float ScaleP = 1 / (2 * P2 * (P2 - Q2)); // of the kernel at ±p
    private const float ScaleQ = 1 / (2 * Q2 * (Q2 - P2));

    // Rows of Bᵀ, which reads six rows of pixels, and of A, which reads four.
    private static readonly (int Row, float Factor)[][] WindowRows =
    [
        [(0, P2 * Q2), (2, -(P2 + Q2)), (4, 1)],
        [(1, -P * Q2), (2, -Q2), (3, P), (4, 1)],
        [(1, P * Q2), (2, -Q2), (3, -P), (4, 1)],
        [(1, -Q * P2), (2, -P2), (3, Q), (4, 1)],
        [(1, Q * P2), (2, -P2), (3, -Q), (4, 1)],
        [(1, P2 * Q2), (3, -(P2 + Q2)), (5, 1)],
    ];

    private static readonly (int Row, float Factor)[][] GradientRows =
    [
        [(0, 1)],
        [(0, 1), (1, P), (2, P2), (3, P * P2)],
        [(0, 1), (1, -P), (2, P2), (3, -P * P2)],
        [(0, 1), (1, Q), (2, Q2), (3, Q * Q2)],
        [(0, 1), (1, -Q), (2, Q2), (3, -Q * Q2)],
        [(3, 1)],
    ];

    /// <inheritdoc/>
    public static int Side => 4;

    /// <inheritdoc/>
    static int ITileTransform.Points => Points;

    /// <inheritdoc/>
    public static int Places => Points * Points;

    /// <inheritdoc/>
    public static int TilesAtOnce => 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Windows<T>(T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        T** pixels = stackalloc T*[Points * Points];
        float* memory = stackalloc float[(Points * Points * 16) + 16];
        float* half = Aligned(memory); // Bᵀ d
        for (int tile = 0; tile < count; tile++)
        {
            (long Pixel, int Row, int Column) start = grid.Start(first + tile);
            for (int i = 0; i < Points; i++)
            {
                FindRow(images, grid, channels, zeros, start, i, margin: 1, Points, pixels + (Points * i));
            }

            T* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                for (int j = 0; j < Points; j++)
                {
                    T** at = pixels + j;
                    Window(
                        T.Load(at[0] + c),
                        T.Load(at[Points] + c),
                        T.Load(at[2 * Points] + c),
                        T.Load(at[3 * Points] + c),
                        T.Load(at[4 * Points] + c),
                        T.Load(at[5 * Points] + c),
                        (SingleElement*)half + (16 * j),
                        16 * Points);
                }

                T* place = PanelProduct.At(target, c, rows);
                for (int i = 0; i < Points; i++)
                {
                    Window(half + (16 * Points * i), place + (Points * i * stride), stride);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WindowRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        (int Row, float Factor)[] terms = WindowRows[row];
        T** pixels = stackalloc T*[MostTerms * Points];
        float* memory = stackalloc float[(Points * 16) + 16];
        float* half = Aligned(memory); // a row of Bᵀ d
        for (int tile = 0; tile < count; tile++)
        {
            FindPixels(images, grid, channels, zeros, first + tile, terms, margin: 1, Points, pixels);
            T* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                AddUp(pixels, Points, c, terms, half);
                Window(half, PanelProduct.At(target, c, rows), stride);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void GradientRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        (int Row, float Factor)[] terms = GradientRows[row];
        T** pixels = stackalloc T*[MostTerms * Side];
        float* memory = stackalloc float[(Side * 16) + 16];
        float* half = Aligned(memory); // a row of A y
        for (int tile = 0; tile < count; tile++)
        {
            FindPixels(images, grid, channels, zeros, first + tile, terms, margin: 0, Side, pixels);
            T* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                AddUp(pixels, Side, c, terms, half);
                Vector512<float> y0 = Load(half);
                Vector512<float> y1 = Load(half + 16);
                Vector512<float> y2 = Load(half + 32);
                Vector512<float> y3 = Load(half + 48);
                Vector512<float> evenP = FusedMultiplyAdd(Create(P2), y2, y0);
                Vector512<float> oddP = FusedMultiplyAdd(Create(P2), y3, y1) * P;
                Vector512<float> evenQ = FusedMultiplyAdd(Create(Q2), y2, y0);
                Vector512<float> oddQ = FusedMultiplyAdd(Create(Q2), y3, y1) * Q;
                T* place = PanelProduct.At(target, c, rows);
                T.Store(y0, place);
                T.Store(evenP + oddP, place + stride);
                T.Store(evenP - oddP, place + (2 * stride));
                T.Store(evenQ + oddQ, place + (3 * stride));
                T.Store(evenQ - oddQ, place + (4 * stride));
                T.Store(y3, place + (5 * stride));
            }
        }
    }

    /// <inheritdoc/>
    public static void KernelGradient(Vector512<float>* places, float* taps, nint tapStride)
    {
        Vector512<float>* half = stackalloc Vector512<float>[3 * Points]; // Gᵀ u
        for (int j = 0; j < Points; j++)
        {
            (half[j], half[Points + j], half[(2 * Points) + j]) = Taps(places + j, Points);
        }

        for (int i = 0; i < 3; i++)
        {
            (Vector512<float> first, Vector512<float> second, Vector512<float> third) = Taps(half + (i * Points), 1);
            first.Store(taps + (3 * i * tapStride));
            second.Store(taps + (((3 * i) + 1) * tapStride));
            third.Store(taps + (((3 * i) + 2) * tapStride));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output<T>(float* products, nint stride, int rows, TileGrid grid, int first, int count, in OutputPart<T> output)
        where T : unmanaged, IElement<T>
    {
        int channels = output.Channels;
        float* memory = stackalloc float[(4 * Points * 16) + 16];
        float* half = Aligned(memory); // Aᵀ m
        for (int tile = 0; tile < count; tile++)
        {
            (long pixel, int top, int left) = grid.Start(first + tile);
            int height = Math.Min(4, grid.Height - top);
            int width = Math.Min(4, grid.Width - left);
            float* source = products + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                float* m = PanelProduct.At(source, c, rows);
                for (int j = 0; j < Points; j++)
                {
                    float* column = m + (j * stride);
                    nint down = Points * stride;
                    (Vector512<float> u0, Vector512<float> u1, Vector512<float> u2, Vector512<float> u3) = Tile(
                        Load(column),
                        Load(column + down),
                        Load(column + (2 * down)),
                        Load(column + (3 * down)),
                        Load(column + (4 * down)),
                        Load(column + (5 * down)));
                    float* to = half + (16 * j);
                    u0.Store(to);
                    u1.Store(to + (16 * Points));
                    u2.Store(to + (2 * 16 * Points));
                    u3.Store(to + (3 * 16 * Points));
                }

                Vector512<float> bias = output.Bias == null ? default : T.Load(output.Bias + c);
                for (int i = 0; i < height; i++)
                {
                    float* row = half + (16 * Points * i);
                    (Vector512<float> y0, Vector512<float> y1, Vector512<float> y2, Vector512<float> y3) = Tile(
                        Load(row), Load(row + 16), Load(row + 32), Load(row + 48), Load(row + 64), Load(row + 80));
                    long place = ((pixel + (i * (long)grid.Width)) * channels) + c;
                    output.Put(place, y0 + bias);
                    if (width > 1)
                    {
                        output.Put(place + channels, y1 + bias);
                    }

                    if (width > 2)
                    {
                        output.Put(place + (2 * channels), y2 + bias);
                    }

                    if (width > 3)
                    {
                        output.Put(place + (3 * channels), y3 + bias);
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Kernel<T>(float* taps, nint tapStride, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        float* memory = stackalloc float[(3 * Points * 16) + 16];
        float* half = Aligned(memory); // G g
        for (int j = 0; j < 3; j++)
        {
            float* column = taps + (j * tapStride);
            Kernel(Load(column), Load(column + (3 * tapStride)), Load(column + (6 * tapStride)), (SingleElement*)half + (16 * j), 3 * 16);
        }

        for (int i = 0; i < Points; i++)
        {
            float* row = half + (3 * 16 * i);
            Kernel(Load(row), Load(row + 16), Load(row + 32), result + (Points * i * stride), stride);
        }
    }

    // The pixels that a row of Bᵀ or A reads: a row for each of its terms.
    private static void FindPixels<T>(
        T* images, TileGrid grid, int channels, T* zeros, int tile, (int Row, float Factor)[] terms, int margin, int across, T** pixels)
        where T : unmanaged, IElement<T>
    {
        (long Pixel, int Row, int Column) start = grid.Start(tile);
        foreach ((int row, _) in terms)
        {
            FindRow(images, grid, channels, zeros, start, row, margin, across, pixels);
            pixels += across;
        }
    }

    // One row of pixels of a tile with a margin around it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FindRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, (long Pixel, int Row, int Column) start, int row, int margin, int across, T** pixels)
        where T : unmanaged, IElement<T>
    {
        int i = row - margin;
        T* first = images + ((start.Pixel + (i * (long)grid.Width) - margin) * channels);
        for (int j = 0; j < across; j++)
        {
            pixels[j] = grid.Has(start.Row + i, start.Column + j - margin) ? first + ((long)j * channels) : zeros;
        }
    }

    // The sums of the terms, one for each column of pixels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddUp<T>(T** pixels, int across, int channel, (int Row, float Factor)[] terms, float* sums)
        where T : unmanaged, IElement<T>
    {
        for (int j = 0; j < across; j++)
        {
            T** at = pixels + j;
            Vector512<float> sum = T.Load(*at + channel) * terms[0].Factor;
            for (int term = 1; term < terms.Length; term++)
            {
                at += across;
                sum = FusedMultiplyAdd(Create(terms[term].Factor), T.Load(*at + channel), sum);
            }

            sum.Store(sums + (16 * j));
        }
    }

    // Gᵀ of one column.
    private static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third) Taps(Vector512<float>* places, int stride)
    {
        Vector512<float> sumP = (places[stride] + places[2 * stride]) * ScaleP;
        Vector512<float> differenceP = (places[stride] - places[2 * stride]) * (ScaleP * P);
        Vector512<float> sumQ = (places[3 * stride] + places[4 * stride]) * ScaleQ;
        Vector512<float> differenceQ = (places[3 * stride] - places[4 * stride]) * (ScaleQ * Q);
        return (
            (places[0] * (1 / (P2 * Q2))) + sumP + sumQ,
            differenceP + differenceQ,
            FusedMultiplyAdd(Create(P2), sumP, FusedMultiplyAdd(Create(Q2), sumQ, places[5 * stride])));
    }

    // B of one row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window<T>(float* row, T* result, nint stride)
        where T : unmanaged, IElement<T>
        => Window(Load(row), Load(row + 16), Load(row + 32), Load(row + 48), Load(row + 64), Load(row + 80), result, stride);

    // Bᵀ of one column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window<T>(
        Vector512<float> d0,
        Vector512<float> d1,
        Vector512<float> d2,
        Vector512<float> d3,
        Vector512<float> d4,
        Vector512<float> d5,
        T* result,
        nint stride)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> evenP = FusedMultiplyAdd(Create(-Q2), d2, d4);
        Vector512<float> oddP = FusedMultiplyAdd(Create(-Q2), d1, d3) * P;
        Vector512<float> evenQ = FusedMultiplyAdd(Create(-P2), d2, d4);
        Vector512<float> oddQ = FusedMultiplyAdd(Create(-P2), d1, d3) * Q;
        T.Store(FusedMultiplyAdd(Create(P2 * Q2), d0, FusedMultiplyAdd(Create(-(P2 + Q2)), d2, d4)), result);
        T.Store(evenP + oddP, result + stride);
        T.Store(evenP - oddP, result + (2 * stride));
        T.Store(evenQ + oddQ, result + (3 * stride));
        T.Store(evenQ - oddQ, result + (4 * stride));
        T.Store(FusedMultiplyAdd(Create(P2 * Q2), d1, FusedMultiplyAdd(Create(-(P2 + Q2)), d3, d5)), result + (5 * stride));
    }

    // Aᵀ of one column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> First, Vector512<float> Second, Vector512<float> Third, Vector512<float> Fourth) Tile(
        Vector512<float> m0, Vector512<float> m1, Vector512<float> m2, Vector512<float> m3, Vector512<float> m4, Vector512<float> m5)
    {
        Vector512<float> sumP = m1 + m2;
        Vector512<float> differenceP = (m1 - m2) * P;
        Vector512<float> sumQ = m3 + m4;
        Vector512<float> differenceQ = (m3 - m4) * Q;
        return (
            m0 + sumP + sumQ,
            differenceP + differenceQ,
            FusedMultiplyAdd(Create(P2), sumP, sumQ * Q2),
            FusedMultiplyAdd(Create(P2), differenceP, FusedMultiplyAdd(Create(Q2), differenceQ, m5)));
    }

    // G of one column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Kernel<T>(Vector512<float> g0, Vector512<float> g1, Vector512<float> g2, T* result, nint stride)
        where T : unmanaged, IElement<T>
    {
        Vector512<float> evenP = FusedMultiplyAdd(Create(ScaleP * P2), g2, g0 * ScaleP);
        Vector512<float> oddP = g1 * (ScaleP * P);
        Vector512<float> evenQ = FusedMultiplyAdd(Create(ScaleQ * Q2), g2, g0 * ScaleQ);
        Vector512<float> oddQ = g1 * (ScaleQ * Q);
        T.Store(g0 * (1 / (P2 * Q2)), result);
        T.Store(evenP + oddP, result + stride);
        T.Store(evenP - oddP, result + (2 * stride));
        T.Store(evenQ + oddQ, result + (3 * stride));
        T.Store(evenQ - oddQ, result + (4 * stride));
        T.Store(g2, result + (5 * stride));
    }

    // Vectors that lie across two lines of the cache take twice as long.
    private static float* Aligned(float* memory) => (float*)(((nint)memory + 63) & ~(nint)63);
}
