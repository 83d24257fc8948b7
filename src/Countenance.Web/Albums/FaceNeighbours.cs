using Countenance.Retrieval;

namespace Countenance.Web.Albums;

/// <summary>The faces most like each face, of other photos, found in the background.</summary>
internal sealed class FaceNeighbours(AlbumView album) : IDisposable
{
    /// <summary>Faces looked at around a face.</summary>
    public const int Count = 11;

    private const int AtOnce = 1024;
    private const int MostOfOnePhoto = 48; // faces of the same photo that may lie before them

    private readonly BackgroundResult<int[][]> lists = new(album, Find);

    /// <summary>The share that is done, 0–1.</summary>
    public double Share => lists.Share;

    /// <summary>Why they could not be found; null when they could, or that is not known yet.</summary>
    public string? Failure => lists.Failure;

    /// <summary>For each row the rows of the nearest faces, nearest first, at most eleven; null while they are being found.</summary>
    public int[][]? Ready => lists.Ready;

    /// <summary>The same, if they are found within a time.</summary>
    public Task<int[][]?> WithinAsync(TimeSpan patience) => lists.WithinAsync(patience);

    public void Dispose() => lists.Dispose();

    private static int[][] Find(AlbumSnapshot now, IProgress<double> progress, CancellationToken cancellation)
    {
        int count = now.Index.Faces.Count;
        var found = new int[count][];
        if (count == 0)
        {
            return found;
        }

        var search = new NearestNeighbors(now.Index.Embeddings);
        foreach (int[] rows in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            int together = rows.Max(row => now.RowsOf(Photo(row)).Count);
            NeighborLists near = search.Search(now.Index.Embeddings.Rows(rows), Count + Math.Min(together, MostOfOnePhoto));
            for (int i = 0; i < rows.Length; i++)
            {
                found[rows[i]] =
                [
                    .. near.Indices.AsSpan(i * near.K, near.K).ToArray().Where(other => Photo(other) != Photo(rows[i])).Take(Count),
                ];
            }

            progress.Report((double)(rows[^1] + 1) / count);
        }

        return found;

        string Photo(int row) => now.Index.Faces[row].Face.PhotoHash;
    }
}
