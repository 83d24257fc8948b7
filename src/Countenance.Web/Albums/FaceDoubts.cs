using System.Globalization;
using Countenance.Album.Search;

namespace Countenance.Web.Albums;

/// <summary>
/// How doubtful it is what a face of a photo expresses: half is what its expression lacks of the posterior, half the share of the faces
/// most like it that express something else.
/// </summary>
internal sealed class FaceDoubts(FaceNeighbours neighbours)
{
    private const double Sure = 0.6;
    private const double MostDisagreeing = 0.5;

    /// <summary>
    /// The rows of unconfirmed faces whose expression has at most 60 % of the posterior, or that more than half of their neighbours
    /// disagree with; the most doubtful first. While neighbours are being found, by the posterior alone.
    /// </summary>
    public IEnumerable<int> Rank(AlbumSnapshot now)
    {
        int[][]? near = neighbours.Ready is { } lists && lists.Length == now.Index.Faces.Count ? lists : null;
        var doubtful = new List<(int Row, double Doubt)>();
        for (int row = 0; row < now.Index.Faces.Count; row++)
        {
            LabelledFace face = now.Index.Faces[row];
            double probability = now.Probability(face);
            double disagreeing = near is null ? 1 - probability : Disagreeing(now, face, near[row]);
            if (!face.IsConfirmed && (probability <= Sure || (near is not null && disagreeing > MostDisagreeing)))
            {
                doubtful.Add((row, (1 - probability + disagreeing) / 2));
            }
        }

        return doubtful.OrderByDescending(face => face.Doubt).ThenBy(face => face.Row).Select(face => face.Row);
    }

    /// <summary>Why a face is looked at.</summary>
    public static ReviewCase Explain(AlbumSnapshot now, int row)
    {
        LabelledFace face = now.Index.Faces[row];
        float[] posterior = face.Face.Embedding.Posterior;
        int[] order = [.. Enumerable.Range(0, posterior.Length).OrderByDescending(k => posterior[k])];
        IReadOnlyList<FaceHit> nearest = now.Index.Nearest(
            now.Index.Embeddings[row], FaceNeighbours.Count, FaceFilter.None with { NotPhoto = face.Face.PhotoHash });
        string reason = order is not [var first, var second, ..]
            ? ""
            : posterior[first] <= Sure
                ? $"The model is torn between {Share(now, posterior, first)} and {Share(now, posterior, second)}."
                : nearest.Count(hit => hit.Face.Expression != face.Expression) > MostDisagreeing * nearest.Count
                    ? $"The model says {Share(now, posterior, first)}, but the faces most like this one say otherwise."
                    : $"The model says {Share(now, posterior, first)}.";
        return new ReviewCase(
            face.Expression, null, null, reason + Around(nearest, face.Expression), [.. nearest.Select(hit => hit.Index)]);
    }

    private static double Disagreeing(AlbumSnapshot now, LabelledFace face, int[] near) => near.Length == 0
        ? 0
        : (double)near.Count(row => now.Index.Faces[row].Expression != face.Expression) / near.Length;

    private static string Around(IReadOnlyList<FaceHit> nearest, string expression)
    {
        int own = nearest.Count(hit => hit.Face.Expression == expression);
        var most = nearest.Where(hit => hit.Face.Expression != expression)
            .GroupBy(hit => hit.Face.Expression, StringComparer.Ordinal).MaxBy(group => group.Count());
        return nearest.Count == 0 ? ""
            : most is null ? $" All {nearest.Count} faces most like it show {expression}."
            : $" Of the {nearest.Count} faces most like it, {own} {(own == 1 ? "shows" : "show")} {expression}, {most.Count()} {most.Key}.";
    }

    private static string Share(AlbumSnapshot now, float[] posterior, int expression) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.Index.Model.Classes[expression]} ({posterior[expression]:0 %})");
}
