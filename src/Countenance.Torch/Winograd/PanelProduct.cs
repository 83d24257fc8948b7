using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Torch.Winograd;

/// <summary>
/// Products of matrices that lie in panels: 32 columns side by side, row under row, one panel after the other. A block of sums stays in
/// registers while the depth passes by: 8 × 32 with AVX-512, 16 multiplications of 16 numbers for ten loads, or 3 × 32 with AVX2, 12
/// multiplications of 8 numbers for seven loads. Both go nearly as fast as the multipliers.
/// </summary>
internal static unsafe class PanelProduct
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 32;

    /// <summary>Rows of a block.</summary>
    public static int Rows => Vector512.IsHardwareAccelerated ? 8 : 3;

    /// <summary>Where a channel of a row lies.</summary>
    /// <param name="row">The row in the first panel.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="rows">Rows of a panel.</param>
    public static T* At<T>(T* row, int channel, int rows)
        where T : unmanaged
        => row + ((nint)(channel / Width) * rows * Width) + (channel % Width);

    /// <summary>product[r, c] = Σ_d left[r, d] · right[d, c] for a block of rows and the 32 columns of a panel.</summary>
    /// <param name="left">Its first row in the first of its panels.</param>
    /// <param name="panelStride">Distance of its panels.</param>
    /// <param name="panels">How many panels its depth is.</param>
    /// <param name="right">A panel of as many rows as <paramref name="left"/> has columns.</param>
    /// <param name="product">The block's rows of a panel.</param>
    public static void ByRows(float* left, nint panelStride, int panels, float* right, float* product)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Wide<InRows>(left, panelStride, panels, Width, right, product, Width, isAdded: false);
        }
        else
        {
            Narrow<InRows, Three>(left, panelStride, panels, Width, right, product, Width, isAdded: false);
        }
    }

    /// <summary>product[r, c] (+)= Σ_d left[d, r] · right[d, c]: all columns of one panel by all columns of another, over their rows.</summary>
    /// <param name="left">A panel.</param>
    /// <param name="right">A panel.</param>
    /// <param name="depth">Rows of both.</param>
    /// <param name="product">Its first element.</param>
    /// <param name="stride">Distance of its rows.</param>
    /// <param name="isAdded">Whether the sums are added to what is there.</param>
    public static void ByColumns(float* left, float* right, int depth, float* product, nint stride, bool isAdded)
    {
        int column = 0;
        for (; column <= Width - Rows; column += Rows)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Wide<InColumns>(left + column, 0, 1, depth, right, product + (column * stride), stride, isAdded);
            }
            else
            {
                Narrow<InColumns, Three>(left + column, 0, 1, depth, right, product + (column * stride), stride, isAdded);
            }
        }

        if (column < Width) // 32 = 10 · 3 + 2
        {
            Narrow<InColumns, Two>(left + column, 0, 1, depth, right, product + (column * stride), stride, isAdded);
        }
    }

    // Every sum is a local of its own: the compiler keeps no array and no struct of this size in registers. And it must not compile this
    // quickly first: that code would take a second of a core before it is replaced.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<TLayout>(
        float* left, nint panelStride, int panels, int depth, float* right, float* product, nint stride, bool isAdded)
        where TLayout : ILayout
    {
        Vector512<float> s0 = default;
        Vector512<float> t0 = default;
        Vector512<float> s1 = default;
        Vector512<float> t1 = default;
        Vector512<float> s2 = default;
        Vector512<float> t2 = default;
        Vector512<float> s3 = default;
        Vector512<float> t3 = default;
        Vector512<float> s4 = default;
        Vector512<float> t4 = default;
        Vector512<float> s5 = default;
        Vector512<float> t5 = default;
        Vector512<float> s6 = default;
        Vector512<float> t6 = default;
        Vector512<float> s7 = default;
        Vector512<float> t7 = default;
        if (isAdded)
        {
            float* p = product;
            (s0, t0) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s1, t1) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s2, t2) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s3, t3) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s4, t4) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s5, t5) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s6, t6) = (Vector512.Load(p), Vector512.Load(p + 16));
            p += stride;
            (s7, t7) = (Vector512.Load(p), Vector512.Load(p + 16));
        }

        for (int panel = 0; panel < panels; panel++)
        {
            float* x = left + (panel * panelStride);
            for (int d = 0; d < depth; d++)
            {
                Vector512<float> low = Vector512.Load(right);
                Vector512<float> high = Vector512.Load(right + 16);
                Vector512<float> x0 = Vector512.Create(x[0]);
                s0 = Vector512.FusedMultiplyAdd(x0, low, s0);
                t0 = Vector512.FusedMultiplyAdd(x0, high, t0);
                Vector512<float> x1 = Vector512.Create(x[TLayout.Row]);
                s1 = Vector512.FusedMultiplyAdd(x1, low, s1);
                t1 = Vector512.FusedMultiplyAdd(x1, high, t1);
                Vector512<float> x2 = Vector512.Create(x[2 * TLayout.Row]);
                s2 = Vector512.FusedMultiplyAdd(x2, low, s2);
                t2 = Vector512.FusedMultiplyAdd(x2, high, t2);
                Vector512<float> x3 = Vector512.Create(x[3 * TLayout.Row]);
                s3 = Vector512.FusedMultiplyAdd(x3, low, s3);
                t3 = Vector512.FusedMultiplyAdd(x3, high, t3);
                Vector512<float> x4 = Vector512.Create(x[4 * TLayout.Row]);
                s4 = Vector512.FusedMultiplyAdd(x4, low, s4);
                t4 = Vector512.FusedMultiplyAdd(x4, high, t4);
                Vector512<float> x5 = Vector512.Create(x[5 * TLayout.Row]);
                s5 = Vector512.FusedMultiplyAdd(x5, low, s5);
                t5 = Vector512.FusedMultiplyAdd(x5, high, t5);
                Vector512<float> x6 = Vector512.Create(x[6 * TLayout.Row]);
                s6 = Vector512.FusedMultiplyAdd(x6, low, s6);
                t6 = Vector512.FusedMultiplyAdd(x6, high, t6);
                Vector512<float> x7 = Vector512.Create(x[7 * TLayout.Row]);
                s7 = Vector512.FusedMultiplyAdd(x7, low, s7);
                t7 = Vector512.FusedMultiplyAdd(x7, high, t7);
                x += TLayout.Step;
                right += Width;
            }
        }

        float* target = product;
        s0.Store(target);
        t0.Store(target + 16);
        target += stride;
        s1.Store(target);
        t1.Store(target + 16);
        target += stride;
        s2.Store(target);
        t2.Store(target + 16);
        target += stride;
        s3.Store(target);
        t3.Store(target + 16);
        target += stride;
        s4.Store(target);
        t4.Store(target + 16);
        target += stride;
        s5.Store(target);
        t5.Store(target + 16);
        target += stride;
        s6.Store(target);
        t6.Store(target + 16);
        target += stride;
        s7.Store(target);
        t7.Store(target + 16);
    }

    // As above. Twelve sums, since eight do not keep the multipliers busy while another program has the core's other thread.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TLayout, TRows>(
        float* left, nint panelStride, int panels, int depth, float* right, float* product, nint stride, bool isAdded)
        where TLayout : ILayout
        where TRows : IRows
    {
        Vector256<float> s0 = default;
        Vector256<float> t0 = default;
        Vector256<float> u0 = default;
        Vector256<float> v0 = default;
        Vector256<float> s1 = default;
        Vector256<float> t1 = default;
        Vector256<float> u1 = default;
        Vector256<float> v1 = default;
        Vector256<float> s2 = default;
        Vector256<float> t2 = default;
        Vector256<float> u2 = default;
        Vector256<float> v2 = default;
        if (isAdded)
        {
            float* p = product;
            (s0, t0, u0, v0) = (Vector256.Load(p), Vector256.Load(p + 8), Vector256.Load(p + 16), Vector256.Load(p + 24));
            p += stride;
            (s1, t1, u1, v1) = (Vector256.Load(p), Vector256.Load(p + 8), Vector256.Load(p + 16), Vector256.Load(p + 24));
            if (TRows.IsThree)
            {
                p += stride;
                (s2, t2, u2, v2) = (Vector256.Load(p), Vector256.Load(p + 8), Vector256.Load(p + 16), Vector256.Load(p + 24));
            }
        }

        for (int panel = 0; panel < panels; panel++)
        {
            float* x = left + (panel * panelStride);
            for (int d = 0; d < depth; d++)
            {
                Vector256<float> x0 = Vector256.Create(x[0]);
                Vector256<float> x1 = Vector256.Create(x[TLayout.Row]);
                Vector256<float> x2 = TRows.IsThree ? Vector256.Create(x[2 * TLayout.Row]) : default;
                Vector256<float> y = Vector256.Load(right);
                s0 = Vector256.FusedMultiplyAdd(x0, y, s0);
                s1 = Vector256.FusedMultiplyAdd(x1, y, s1);
                s2 = TRows.IsThree ? Vector256.FusedMultiplyAdd(x2, y, s2) : default;
                y = Vector256.Load(right + 8);
                t0 = Vector256.FusedMultiplyAdd(x0, y, t0);
                t1 = Vector256.FusedMultiplyAdd(x1, y, t1);
                t2 = TRows.IsThree ? Vector256.FusedMultiplyAdd(x2, y, t2) : default;
                y = Vector256.Load(right + 16);
                u0 = Vector256.FusedMultiplyAdd(x0, y, u0);
                u1 = Vector256.FusedMultiplyAdd(x1, y, u1);
                u2 = TRows.IsThree ? Vector256.FusedMultiplyAdd(x2, y, u2) : default;
                y = Vector256.Load(right + 24);
                v0 = Vector256.FusedMultiplyAdd(x0, y, v0);
                v1 = Vector256.FusedMultiplyAdd(x1, y, v1);
                v2 = TRows.IsThree ? Vector256.FusedMultiplyAdd(x2, y, v2) : default;
                x += TLayout.Step;
                right += Width;
            }
        }

        float* target = product;
        s0.Store(target);
        t0.Store(target + 8);
        u0.Store(target + 16);
        v0.Store(target + 24);
        target += stride;
        s1.Store(target);
        t1.Store(target + 8);
        u1.Store(target + 16);
        v1.Store(target + 24);
        if (TRows.IsThree)
        {
            target += stride;
            s2.Store(target);
            t2.Store(target + 8);
            u2.Store(target + 16);
            v2.Store(target + 24);
        }
    }

    private interface ILayout
    {
        /// <summary>Distance from a row of the left matrix to the next.</summary>
        static abstract int Row { get; }

        /// <summary>Distance from a step of its depth to the next.</summary>
        static abstract int Step { get; }
    }

    private readonly struct InRows : ILayout
    {
        public static int Row => Width;

        public static int Step => 1;
    }

    private readonly struct InColumns : ILayout
    {
        public static int Row => 1;

        public static int Step => Width;
    }

    private interface IRows
    {
        /// <summary>Three rows in place of two.</summary>
        static abstract bool IsThree { get; }
    }

    private readonly struct Three : IRows
    {
        public static bool IsThree => true;
    }

    private readonly struct Two : IRows
    {
        public static bool IsThree => false;
    }
}
