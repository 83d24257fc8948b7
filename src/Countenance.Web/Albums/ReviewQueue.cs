using System.Globalization;
using Countenance.Album.Search;

namespace Countenance.Web.Albums;

/// <summary>The faces worth a person's look: those the model can hardly tell, and those whose neighbours say otherwise.</summary>
internal sealed class ReviewQueue(AlbumView album)
{
    private const int Neighbours = 10;
    private const double Sure = 0.6;

    /// <summary>Unconfirmed faces whose expression has at most 60 % of the posterior, the least certain first.</summary>
    /// <param name="most">The most faces.</param>
    public IReadOnlyList<long> Uncertain(int most)
    {
        AlbumSnapshot now = album.Current;
        return
        [
            .. now.Index.Faces.Where(face => !face.IsConfirmed)
                .Select(face => (face.Face.Id, Probability: now.Probability(face)))
                .Where(face => face.Probability <= Sure)
                .OrderBy(face => face.Probability)
                .ThenBy(face => face.Id)
                .Take(most)
                .Select(face => face.Id),
        ];
    }

    /// <summary>Number of faces a person has spoken of.</summary>
    public int Confirmed => album.Current.Index.Faces.Count(face => face.IsConfirmed);

    /// <summary>Why a face is looked at.</summary>
    /// <param name="now">The album.</param>
    /// <param name="row">The face.</param>
    /// <returns>The reason, and the rows of the nearest faces of other photos.</returns>
    public static (string Reason, IReadOnlyList<int> Nearest) Explain(AlbumSnapshot now, int row)
    {
        LabelledFace face = now.Index.Faces[row];
        float[] posterior = face.Face.Embedding.Posterior;
        int[] order = [.. Enumerable.Range(0, posterior.Length).OrderByDescending(k => posterior[k])];
        IReadOnlyList<FaceHit> nearest = now.Index.Faces.Count == 0
            ? []
            : now.Index.Nearest(now.Index.Embeddings[row], Neighbours, FaceFilter.None with { NotPhoto = face.Face.PhotoHash });
        string reason = order is [var first, var second, ..]
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The model is torn between {Name(now, first)} ({posterior[first]:0 %}) and {Name(now, second)} ({posterior[second]:0 %}).")
            : "";
        var most = nearest.GroupBy(hit => hit.Face.Expression, StringComparer.Ordinal).MaxBy(group => group.Count());
        string around = most is null
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Of the {nearest.Count} faces most like it, {most.Count()} show {most.Key}.");
        return (reason + around, [.. nearest.Select(hit => hit.Index)]);
    }

    private static string Name(AlbumSnapshot now, int expression) => now.Index.Model.Classes[expression];
}
