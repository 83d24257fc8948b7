namespace Countenance.Torch.Winograd;

/// <summary>Memory for transformed tiles. libtorch's stays in its huge pages from one use to the next; memory of our own would come on top.</summary>
internal static unsafe class TileMemory
{
    /// <summary>Some numbers of single precision, not set; to be disposed.</summary>
    public static Tensor Take(nint count) => TensorScope.Release(Tensor.Empty([count]));

    /// <summary>How many numbers of single precision take as much room; counts are multiples of 32.</summary>
    public static nint Floats<T>(nint count)
        where T : unmanaged, IElement<T>
        => count * sizeof(T) / sizeof(float);
}
