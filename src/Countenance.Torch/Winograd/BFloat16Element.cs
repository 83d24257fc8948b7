using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Countenance.Torch.Interop;

namespace Countenance.Torch.Winograd;

/// <summary>A number of bfloat16: the upper half of one of single precision. The processor multiplies them two by two.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(ushort))]
internal readonly unsafe struct BFloat16Element : IElement<BFloat16Element>
{
    private static readonly Vector512<ushort> LowColumns = Columns(0);
    private static readonly Vector512<ushort> HighColumns = Columns(16);

    /// <inheritdoc/>
    public static ScalarType ScalarType => ScalarType.BFloat16;

    /// <inheritdoc/>
    public static bool IsSupported => TorchRuntime.HasVectorsOfBFloat16 && !TorchRuntime.HasTilesOfBFloat16;

    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(BFloat16Element* from)
        => (Avx512F.ConvertToVector512UInt32(Vector256.Load((ushort*)from)) << 16).AsSingle();

    /// <summary>Writes 16, rounded to the nearest, ties to even; what is no number stays none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, BFloat16Element* to)
    {
        Vector512<uint> whole = values.AsUInt32();
        Vector512<uint> isOdd = (whole >> 16) & Vector512.Create(1u);
        Vector512<uint> rounded = (whole + Vector512.Create(0x7FFFu) + isOdd) >> 16;
        Vector512<uint> quiet = (whole >> 16) | Vector512.Create(0x40u);
        rounded = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, quiet);
        Avx512F.ConvertToVector256UInt16(rounded).Store((ushort*)to);
    }

    /// <summary>Two rows become pairs, column by column; the last of an odd number is paired with zeros.</summary>
    public static void Pair(BFloat16Element* rows, int count)
    {
        for (int row = 0; row < count; row += 2)
        {
            ushort* at = (ushort*)rows + (row * PanelProduct.Width);
            Vector512<ushort> first = Vector512.Load(at);
            Vector512<ushort> second = row + 1 < count ? Vector512.Load(at + PanelProduct.Width) : default;
            Avx512BW.PermuteVar32x16x2(first, LowColumns, second).Store(at);
            Avx512BW.PermuteVar32x16x2(first, HighColumns, second).Store(at + PanelProduct.Width);
        }
    }

    /// <inheritdoc/>
    public static void ByRows(BFloat16Element* left, nint panelStride, int panels, int count, BFloat16Element* right, float* product)
        => NativeMethods.ct_multiply_rows_bfloat16((ushort*)left, panelStride, panels, count, (ushort*)right, product);

    /// <inheritdoc/>
    public static void ByColumns(BFloat16Element* left, BFloat16Element* right, int depth, float* product, nint stride, bool isAdded)
        => NativeMethods.ct_multiply_columns_bfloat16((ushort*)left, (ushort*)right, (depth + 1) & ~1, product, stride, isAdded ? 1 : 0);

    // 16 columns of one row and of the next in turn.
    private static Vector512<ushort> Columns(int first)
    {
        Span<ushort> columns = stackalloc ushort[PanelProduct.Width];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = (ushort)(first + (i / 2) + (i % 2 * PanelProduct.Width));
        }

        return Vector512.Create<ushort>(columns);
    }
}
