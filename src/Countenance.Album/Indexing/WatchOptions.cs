namespace Countenance.Album.Indexing;

/// <summary>How folders are watched.</summary>
public sealed record WatchOptions
{
    /// <summary>How long the folders must be quiet before a change is taken up: a file that is being written is left alone. 2 s.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long changes may go on before they are taken up all the same; 30 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the folders are walked though nothing was heard: network folders tell nothing. 10 min.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromMinutes(10);
}
