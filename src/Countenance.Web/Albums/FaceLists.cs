using System.Runtime.InteropServices;
using Countenance.Album.Search;

namespace Countenance.Web.Albums;

/// <summary>The faces that a query asks for, in its order.</summary>
internal sealed class FaceLists(AlbumView album, FaceGroups groups)
{
    private const int MostLikes = 500;

    /// <summary>Looks whether there is what a query names.</summary>
    /// <exception cref="QueryException">There is no such expression, face or group.</exception>
    public void Check(AlbumSnapshot now, FaceQuery query)
    {
        if (query.Expression is { } expression && !now.Expressions.Contains(expression))
        {
            throw new QueryException($"There is no expression “{expression}”. There are: {string.Join(", ", now.Expressions)}.");
        }

        if (query.Label is { } label && !(album.Data?.Classes.Contains(label) ?? false))
        {
            throw new QueryException(album.Data is null
                ? "These faces have no labels of a data set."
                : $"There is no label “{label}”. There are: {string.Join(", ", album.Data.Classes)}.");
        }

        if (query.Like is { } like && now.RowOf(like) is null)
        {
            throw new QueryException($"There is no face {like} in this album.");
        }

        if (query.Group is { } group)
        {
            groups.Find(group);
        }
    }

    /// <summary>The rows of the faces.</summary>
    /// <exception cref="QueryException">There is no such expression, face or group.</exception>
    public IReadOnlyList<int> Rows(AlbumSnapshot now, FaceQuery query)
    {
        Check(now, query);
        if (now.Index.Faces.Count == 0)
        {
            return [];
        }

        if (query.Like is { } like)
        {
            int row = now.RowOf(like)!.Value;
            FaceFilter others = query.Filter with { NotPhoto = now.Index.Faces[row].Face.PhotoHash };
            int looked = query.Label is null ? MostLikes : now.Index.Faces.Count; // those labelled so may lie far behind
            return
            [
                .. now.Index.Nearest(now.Index.Embeddings[row], looked, others).Select(hit => hit.Index).Where(IsAsked).Take(MostLikes),
            ];
        }

        IEnumerable<int> ranked = Ranked(now, query).Where(IsAsked);
        if (query.Group is not { } group)
        {
            return [.. ranked];
        }

        HashSet<int> members = [.. groups.Find(group).Members];
        return [.. ranked.Where(members.Contains)];

        bool IsAsked(int row) => query.Label is null || now.Given(row) == query.Label;
    }

    /// <summary>The same for the grid: of each face the words of <see cref="AlbumSnapshot.Words"/>.</summary>
    public byte[] Encode(FaceQuery query)
    {
        AlbumSnapshot now = album.Current;
        IReadOnlyList<int> rows = Rows(now, query);
        var words = new uint[AlbumSnapshot.WordsPerFace * rows.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            now.Words(rows[i]).CopyTo(words.AsSpan(AlbumSnapshot.WordsPerFace * i));
        }

        return MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
    }

    // A filter by expression alone, or none, needs no sorting: the order of all faces is kept.
    private static IEnumerable<int> Ranked(AlbumSnapshot now, FaceQuery query)
    {
        FaceFilter filter = query.Filter;
        return filter with { Expression = null } == FaceFilter.None
            ? now.Ranked(query.Order).Where(row => filter.Expression is null || now.Index.Faces[row].Expression == filter.Expression)
            : now.Index.Ranked(query.Order, now.Index.Faces.Count, filter).Select(hit => hit.Index);
    }
}
