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
    private const float P = 0.625f;
    private const float Q = 1.5f;
    private const float P2 = P * P;
    private const float Q2 = Q * Q;
    private const float ScaleP = 1 / (2 * P2 * (P2 - Q2)); // of the kernel at ±p
    private const float ScaleQ = 1 / (2 * Q2 * (Q2 - P2));

    /// <inheritdoc/>
    public static int Side => 4;

    /// <inheritdoc/>
    public static int Places => Points * Points;

    /// <inheritdoc/>
    public static int TilesAtOnce => 32;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Windows(float* images, TileGrid grid, int channels, float* zeros, int first, int count, int rows, float* result, nint stride)
    {
        float** pixels = stackalloc float*[Points * Points];
        float* memory = stackalloc float[(Points * Points * 16) + 16];
        float* half = Aligned(memory); // Bᵀ d
        for (int tile = 0; tile < count; tile++)
        {
            (long pixel, int top, int left) = grid.Start(first + tile);
            for (int i = 0; i < Points; i++)
            {
                float* row = images + ((pixel + ((i - 1) * (long)grid.Width) - 1) * channels);
                for (int j = 0; j < Points; j++)
                {
                    pixels[(Points * i) + j] = grid.Has(top + i - 1, left + j - 1) ? row + ((long)j * channels) : zeros;
                }
            }

            float* target = result + (tile * PanelProduct.Width);
            for (int c = 0; c < channels; c += 16)
            {
                for (int j = 0; j < Points; j++)
                {
                    float** at = pixels + j;
                    Window(
                        Load(at[0] + c),
                        Load(at[Points] + c),
                        Load(at[2 * Points] + c),
                        Load(at[3 * Points] + c),
                        Load(at[4 * Points] + c),
                        Load(at[5 * Points] + c),
                        half + (16 * j),
                        16 * Points);
                }

                float* place = PanelProduct.At(target, c, rows);
                for (int i = 0; i < Points; i++)
                {
                    float* row = half + (16 * Points * i);
                    Window(
                        Load(row), Load(row + 16), Load(row + 32), Load(row + 48), Load(row + 64), Load(row + 80), place + (Points * i * stride), stride);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Output(float* products, nint stride, int rows, TileGrid grid, int first, int count, in OutputPart output)
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

                Vector512<float> bias = output.Bias == null ? default : Load(output.Bias + c);
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
    public static void Kernel(float* taps, nint tapStride, float* result, nint stride)
    {
        float* memory = stackalloc float[(3 * Points * 16) + 16];
        float* half = Aligned(memory); // G g
        for (int j = 0; j < 3; j++)
        {
            float* column = taps + (j * tapStride);
            Kernel(Load(column), Load(column + (3 * tapStride)), Load(column + (6 * tapStride)), half + (16 * j), 3 * 16);
        }

        for (int i = 0; i < Points; i++)
        {
            float* row = half + (3 * 16 * i);
            Kernel(Load(row), Load(row + 16), Load(row + 32), result + (Points * i * stride), stride);
        }
    }

    // Bᵀ of one column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window(
        Vector512<float> d0,
        Vector512<float> d1,
        Vector512<float> d2,
        Vector512<float> d3,
        Vector512<float> d4,
        Vector512<float> d5,
        float* result,
        nint stride)
    {
        Vector512<float> evenP = FusedMultiplyAdd(Create(-Q2), d2, d4);
        Vector512<float> oddP = FusedMultiplyAdd(Create(-Q2), d1, d3) * P;
        Vector512<float> evenQ = FusedMultiplyAdd(Create(-P2), d2, d4);
        Vector512<float> oddQ = FusedMultiplyAdd(Create(-P2), d1, d3) * Q;
        FusedMultiplyAdd(Create(P2 * Q2), d0, FusedMultiplyAdd(Create(-(P2 + Q2)), d2, d4)).Store(result);
        (evenP + oddP).Store(result + stride);
        (evenP - oddP).Store(result + (2 * stride));
        (evenQ + oddQ).Store(result + (3 * stride));
        (evenQ - oddQ).Store(result + (4 * stride));
        FusedMultiplyAdd(Create(P2 * Q2), d1, FusedMultiplyAdd(Create(-(P2 + Q2)), d3, d5)).Store(result + (5 * stride));
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
    private static void Kernel(Vector512<float> g0, Vector512<float> g1, Vector512<float> g2, float* result, nint stride)
    {
        Vector512<float> evenP = FusedMultiplyAdd(Create(ScaleP * P2), g2, g0 * ScaleP);
        Vector512<float> oddP = g1 * (ScaleP * P);
        Vector512<float> evenQ = FusedMultiplyAdd(Create(ScaleQ * Q2), g2, g0 * ScaleQ);
        Vector512<float> oddQ = g1 * (ScaleQ * Q);
        (g0 * (1 / (P2 * Q2))).Store(result);
        (evenP + oddP).Store(result + stride);
        (evenP - oddP).Store(result + (2 * stride));
        (evenQ + oddQ).Store(result + (3 * stride));
        (evenQ - oddQ).Store(result + (4 * stride));
        g2.Store(result + (5 * stride));
    }

    // Vectors that lie across two lines of the cache take twice as long.
    private static float* Aligned(float* memory) => (float*)(((nint)memory + 63) & ~(nint)63);
}
