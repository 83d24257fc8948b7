namespace Countenance.Album.Indexing;

/// <summary>How photos are indexed.</summary>
public sealed record IndexOptions
{
    /// <summary>Photos decoded and searched at once; the number of processors by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Workers { get; init => field = Positive(value, nameof(Workers)); } = Environment.ProcessorCount;

    /// <summary>Photos that wait between two stages at most; 16 by default. Each may take tens of MB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Queue { get; init => field = Positive(value, nameof(Queue)); } = 16;

    /// <summary>Faces, and photos, that are embedded and stored together at most; 64 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Batch { get; init => field = Positive(value, nameof(Batch)); } = 64;

    /// <summary>How long a photo waits for its batch to fill; one second by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long photos stay with a worker that says no more; ten minutes by default.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest file read, in bytes; 512 MiB by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MostBytes { get; init => field = Positive(value, nameof(MostBytes)); } = 512 << 20;

    /// <summary>
    /// Looks at unchanged files too: what another finder had searched, or could not be decoded, is searched again. And an empty folder is
    /// taken for one whose photos were deleted; otherwise it is refused when the album knows photos in it, as its disk may not be mounted.
    /// </summary>
    public bool Again { get; init; }

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
