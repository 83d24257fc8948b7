using System.Runtime.InteropServices;

namespace Countenance.Torch.Winograd;

/// <summary>Floats for the time of a computation, outside the collector's memory, on a 64-byte boundary. Disposed once, by whoever made it.</summary>
internal readonly unsafe struct ScratchFloats : IDisposable
{
    /// <summary>Room for some floats.</summary>
    /// <param name="count">How many.</param>
    /// <param name="isZero">Whether they start as zeros; otherwise they are not set.</param>
    public ScratchFloats(nint count, bool isZero = false)
    {
        nuint bytes = checked((nuint)count * sizeof(float));
        Data = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        if (isZero)
        {
            NativeMemory.Clear(Data, bytes);
        }
    }

    /// <summary>The first one.</summary>
    public float* Data { get; }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(Data);
}
