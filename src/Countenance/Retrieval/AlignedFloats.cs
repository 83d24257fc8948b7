namespace Countenance.Retrieval;

/// <summary>
/// A pinned, zeroed float array whose first used element lies on a 64-byte boundary, so that no vector load crosses a cache line.
/// </summary>
internal sealed unsafe class AlignedFloats
{
    // Kept so that the pinned memory lives as long as the pointer.
    private readonly float[] storage;

    public AlignedFloats(int length)
    {
        storage = GC.AllocateArray<float>(checked(length + 16), pinned: true);
        fixed (float* start = storage)
        {
            Pointer = (float*)(((nuint)start + 63) & ~(nuint)63);
        }

        Length = length;
    }

    /// <summary>The first element; valid while this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>Number of usable elements.</summary>
    public int Length { get; }

    /// <summary>The usable elements.</summary>
    public Span<float> Span => new(Pointer, Length);
}
