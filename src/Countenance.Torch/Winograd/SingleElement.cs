using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Countenance.Torch.Winograd;

/// <summary>A number of single precision.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(float))]
internal readonly unsafe struct SingleElement : IElement<SingleElement>
{
    /// <inheritdoc/>
    public static ScalarType ScalarType => ScalarType.Float32;

    /// <inheritdoc/>
    public static bool IsSupported => Vector512.IsHardwareAccelerated || Fma.IsSupported;

    /// <inheritdoc/>
    public static int Rows => PanelProduct.Rows;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(SingleElement* from) => Vector512.Load((float*)from);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, SingleElement* to) => values.Store((float*)to);

    /// <inheritdoc/>
    public static void Pair(SingleElement* rows, int count)
    {
    }

    /// <inheritdoc/>
    public static void ByRows(SingleElement* left, nint panelStride, int panels, int count, SingleElement* right, float* product)
    {
        for (int row = 0; row < count; row += Rows)
        {
            nint at = row * PanelProduct.Width;
            PanelProduct.ByRows((float*)left + at, panelStride, panels, (float*)right, product + at);
        }
    }

    /// <inheritdoc/>
    public static void ByColumns(SingleElement* left, SingleElement* right, int depth, float* product, nint stride, bool isAdded)
        => PanelProduct.ByColumns((float*)left, (float*)right, depth, product, stride, isAdded);
}
