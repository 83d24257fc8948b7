namespace Countenance.Web.Albums;

/// <summary>The faces worth a person's look: of photos those the model can hardly tell, of a data set those whose label is doubted.</summary>
internal sealed class ReviewQueue(AlbumView album, FaceNeighbours neighbours)
{
    private readonly FaceDoubts faces = new(neighbours);
    private readonly LabelDoubts? labels = album.Data is { } data ? new LabelDoubts(data) : null;

    /// <summary>
    /// The share of the faces whose neighbours have been compared, 0–1; 1 also when they cannot be. Before all are, the queue goes by
    /// probability alone.
    /// </summary>
    public double Compared => labels is not null || neighbours.Ready is not null || Failure is not null ? 1 : neighbours.Share;

    /// <summary>Why the neighbours cannot be compared; null when they can, or that is not known yet.</summary>
    public string? Failure => labels is null ? neighbours.Failure : null;

    /// <summary>Number of faces a person has spoken of.</summary>
    public int Confirmed => album.Current.Index.Faces.Count(face => face.IsConfirmed);

    /// <summary>Faces that nobody has spoken of, the most doubtful first.</summary>
    /// <param name="label">Only those that the data set labels so; null for all.</param>
    public IReadOnlyList<long> Find(string? label = null)
    {
        AlbumSnapshot now = album.Current;
        IEnumerable<int> rows = labels is null ? faces.Rank(now) : labels.Rank(now, label);
        return [.. rows.Select(row => now.Index.Faces[row].Face.Id)];
    }

    /// <summary>Waits a moment for the neighbours to be compared.</summary>
    public Task PrepareAsync(TimeSpan patience) => labels is null ? neighbours.WithinAsync(patience) : Task.CompletedTask;

    /// <summary>Why a face is looked at.</summary>
    /// <param name="now">The album.</param>
    /// <param name="row">The face.</param>
    public ReviewCase Explain(AlbumSnapshot now, int row) => labels is null ? FaceDoubts.Explain(now, row) : labels.Explain(now, row);
}
