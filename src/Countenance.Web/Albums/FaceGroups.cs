using Countenance.Album.Summaries;

namespace Countenance.Web.Albums;

/// <summary>The summary of the album, made in the background.</summary>
internal sealed class FaceGroups(AlbumView album) : IDisposable
{
    private readonly BackgroundResult<AlbumSummary> summary = new(
        album, (now, progress, cancellation) => AlbumSummary.Create(now.Index, null, progress, cancellation));

    /// <summary>The share that is done, 0–1.</summary>
    public double Share => summary.Share;

    /// <summary>Why there are none; null when there are, or that is not known yet.</summary>
    public string? Failure => summary.Failure;

    /// <summary>Whether the groups are there.</summary>
    public bool IsReady => summary.Ready is not null;

    /// <summary>The summary, if it is done within a time; null when it is still being made, or could not be. There must be faces.</summary>
    public Task<AlbumSummary?> WithinAsync(TimeSpan patience) => summary.WithinAsync(patience);

    /// <summary>A group by its number.</summary>
    /// <exception cref="GroupsPendingException">The groups are still being made.</exception>
    /// <exception cref="QueryException">There is no such group.</exception>
    public SummaryGroup Find(int group)
    {
        if (album.Current.Index.Faces.Count == 0)
        {
            throw new QueryException("There are no faces in this album.");
        }

        AlbumSummary made = summary.Ready
            ?? throw (summary.Failure is { } failure ? new QueryException(failure) : new GroupsPendingException());
        return made.Groups.FirstOrDefault(candidate => candidate.Number == group)
            ?? throw new QueryException($"There is no group {group}; there are {made.Groups.Count}.");
    }

    public void Dispose() => summary.Dispose();
}
