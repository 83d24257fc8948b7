namespace Countenance.Album.Summaries;

/// <summary>How an album is summarised.</summary>
public sealed record SummaryOptions
{
    /// <summary>Groups over all expressions together, at most; 40 by default. Every expression that occurs has at least one.</summary>
    public int Groups { get; init => field = Positive(value, nameof(Groups)); } = 40;

    /// <summary>Faces shown of each group, at most; 16 by default.</summary>
    public int Top { get; init => field = Positive(value, nameof(Top)); } = 16;

    /// <summary>Photos selected for the whole album, at most; 24 by default.</summary>
    public int Budget { get; init => field = Positive(value, nameof(Budget)); } = 24;

    /// <summary>Photos taken, by their EXIF, within this many seconds of one another may be one burst; 10 by default.</summary>
    public double BurstSeconds { get; init; } = 10;

    /// <summary>The seed; the same seed gives the same summary.</summary>
    public ulong Seed { get; init; }

    private static int Positive(int value, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, $"{name} must be positive. Got {value}.");
}
