using Countenance.Album.Summaries;

namespace Countenance.Web.Albums;

/// <summary>The summary of the album, made in the background when it is first asked for, and anew when faces have come or gone.</summary>
internal sealed class FaceGroups(AlbumView album)
{
    private readonly Lock gate = new();
    private Task<AlbumSummary?> work = Task.FromResult<AlbumSummary?>(null);
    private int generation;

    /// <summary>The summary, if it is done within a time; null when it is still being made or there are no faces.</summary>
    public async Task<AlbumSummary?> WithinAsync(TimeSpan patience)
    {
        Task<AlbumSummary?> making = Start();
        return await Task.WhenAny(making, Task.Delay(patience)) == making ? await making : null;
    }

    /// <summary>The rows of a group's members.</summary>
    /// <exception cref="QueryException">There is no such group, or it is still being made.</exception>
    public IReadOnlyList<int> Members(int group) => Find(group).Members;

    /// <summary>A group by its number.</summary>
    /// <exception cref="QueryException">There is no such group, or it is still being made.</exception>
    public SummaryGroup Find(int group)
    {
        AlbumSummary summary = Start().GetAwaiter().GetResult() ?? throw new QueryException("There are no faces in this album.");
        return summary.Groups.FirstOrDefault(candidate => candidate.Number == group)
            ?? throw new QueryException($"There is no group {group}; there are {summary.Groups.Count}.");
    }

    private Task<AlbumSummary?> Start()
    {
        lock (gate)
        {
            AlbumSnapshot now = album.Current;
            if (generation != now.Generation || work.IsFaulted)
            {
                generation = now.Generation;
                work = now.Index.Faces.Count == 0
                    ? Task.FromResult<AlbumSummary?>(null)
                    : Task.Run(AlbumSummary? () => AlbumSummary.Create(now.Index));
            }

            return work;
        }
    }
}
