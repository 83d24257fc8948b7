using System.Runtime.Intrinsics;

namespace Countenance.Torch.Winograd;

/// <summary>
/// The linear maps of F(m × m, 3 × 3) (Winograd 1980; Lavin and Gray 2016): a window of the input, an m × m tile of the output and the
/// 3 × 3 kernel become (m + 2)² numbers each, between which the convolution is a product place by place. All over channels, 16 at a time;
/// with AVX2 the compiler makes two vectors of one, which costs little here.
/// The result of place ξ = (m + 2) · row + column begins at ξ · stride and lies in the panels of <see cref="PanelProduct"/>.
/// </summary>
internal unsafe interface ITileTransform
{
    /// <summary>m, pixels along a side of a tile.</summary>
    static abstract int Side { get; }

    /// <summary>m + 2, places along a side of a transformed tile.</summary>
    static abstract int Points { get; }

    /// <summary>Places of a transformed tile.</summary>
    static abstract int Places { get; }

    /// <summary>How many tiles a thread takes at a time, rounded up to whole blocks: as many as stay in its cache.</summary>
    static abstract int TilesAtOnce { get; }

    /// <summary>Bᵀ d B for some tiles.</summary>
    /// <param name="images">[pixels, channels].</param>
    /// <param name="grid">Their tiles.</param>
    /// <param name="channels">A multiple of 32.</param>
    /// <param name="zeros">Channels zeros: what lies around an image.</param>
    /// <param name="first">First tile.</param>
    /// <param name="count">Tiles.</param>
    /// <param name="rows">Rows of a panel, at least as many.</param>
    /// <param name="result">Place 0.</param>
    /// <param name="stride">Distance of the places.</param>
    static abstract void Windows<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, T* result, nint stride)
        where T : unmanaged, IElement<T>;

    /// <summary>The row of places of that number, of Bᵀ d B for some tiles, from the row's place 0 on. Parameters as above.</summary>
    static abstract void WindowRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>;

    /// <summary>
    /// The row of places of that number, of A y Aᵀ for some tiles of the output's gradient, [pixels, channels]. Parameters as above.
    /// </summary>
    static abstract void GradientRow<T>(
        T* images, TileGrid grid, int channels, T* zeros, int first, int count, int rows, int row, T* result, nint stride)
        where T : unmanaged, IElement<T>;

    /// <summary>Gᵀ u G: the gradient of one vector of kernels.</summary>
    /// <param name="places">A vector for each place.</param>
    /// <param name="taps">Tap 0.</param>
    /// <param name="tapStride">Distance of the taps.</param>
    static abstract void KernelGradient(Vector512<float>* places, float* taps, nint tapStride);

    /// <summary>Aᵀ m A for some tiles: the output, with what is added to it and cut off.</summary>
    /// <param name="products">The places in panels.</param>
    /// <param name="stride">Distance of the places.</param>
    /// <param name="rows">Rows of a panel.</param>
    /// <param name="grid">The output's tiles.</param>
    /// <param name="first">First tile.</param>
    /// <param name="count">Tiles.</param>
    /// <param name="output">Where it goes.</param>
    static abstract void Output<T>(float* products, nint stride, int rows, TileGrid grid, int first, int count, in OutputPart<T> output)
        where T : unmanaged, IElement<T>;

    /// <summary>G g Gᵀ for one vector of kernels.</summary>
    /// <param name="taps">9 taps, row by row.</param>
    /// <param name="tapStride">Distance of the taps; negative to go through a kernel turned by 180°.</param>
    /// <param name="result">Place 0.</param>
    /// <param name="stride">Distance of the places.</param>
    static abstract void Kernel<T>(float* taps, nint tapStride, T* result, nint stride)
        where T : unmanaged, IElement<T>;
}
