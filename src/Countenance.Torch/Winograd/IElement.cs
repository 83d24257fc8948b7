using System.Runtime.Intrinsics;

namespace Countenance.Torch.Winograd;

/// <summary>
/// What images and their transforms consist of. Between two of them all is computed in single precision, products are summed up in it, and
/// it is what kernels and their gradients are in.
/// </summary>
internal unsafe interface IElement<T>
    where T : unmanaged, IElement<T>
{
    /// <summary>libtorch's name for it.</summary>
    static abstract ScalarType ScalarType { get; }

    /// <summary>Whether the processor multiplies such numbers fast enough.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Rows of a block of sums.</summary>
    static abstract int Rows { get; }

    /// <summary>Reads 16.</summary>
    static abstract Vector512<float> Load(T* from);

    /// <summary>Writes 16.</summary>
    static abstract void Store(Vector512<float> values, T* to);

    /// <summary>Brings rows of a panel into the order in which a product goes through them, where it is another than that of the rows.</summary>
    /// <param name="rows">[count, 32], with room for an even count.</param>
    /// <param name="count">Rows.</param>
    static abstract void Pair(T* rows, int count);

    /// <summary>product[r, c] = Σ_d left[r, d] · right[d, c] for some rows and the 32 columns of a panel.</summary>
    /// <param name="left">Its first row in the first of its panels.</param>
    /// <param name="panelStride">Distance of its panels.</param>
    /// <param name="panels">How many panels its depth is.</param>
    /// <param name="count">Rows, a multiple of <see cref="Rows"/>.</param>
    /// <param name="right">A panel of as many rows as <paramref name="left"/> has columns, paired.</param>
    /// <param name="product">The rows of a panel.</param>
    static abstract void ByRows(T* left, nint panelStride, int panels, int count, T* right, float* product);

    /// <summary>product[r, c] (+)= Σ_d left[d, r] · right[d, c]: all columns of one panel by all columns of another, over their rows.</summary>
    /// <param name="left">A panel, paired.</param>
    /// <param name="right">A panel, paired.</param>
    /// <param name="depth">Rows of both.</param>
    /// <param name="product">Its first element.</param>
    /// <param name="stride">Distance of its rows.</param>
    /// <param name="isAdded">Whether the sums are added to what is there.</param>
    static abstract void ByColumns(T* left, T* right, int depth, float* product, nint stride, bool isAdded);
}
