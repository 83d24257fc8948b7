namespace Countenance.Clustering;

/// <summary>
/// A pinned, zeroed array of doubles whose first used element lies on a 64-byte boundary, so that no vector load crosses a cache line.
/// </summary>
internal sealed unsafe class AlignedDoubles
{
    // Kept so that the pinned memory lives as long as the pointer.
    private readonly double[] storage;

    public AlignedDoubles(int length)
    {
        storage = GC.AllocateArray<double>(checked(length + 8), pinned: true);
        fixed (double* start = storage)
        {
            Pointer = (double*)(((nuint)start + 63) & ~(nuint)63);
        }

        Length = length;
    }

    /// <summary>The first element; valid while this object is reachable.</summary>
    public double* Pointer { get; }

    /// <summary>Number of usable elements.</summary>
    public int Length { get; }

    /// <summary>The usable elements.</summary>
    public Span<double> Span => new(Pointer, Length);
}
