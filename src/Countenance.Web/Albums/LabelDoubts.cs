using System.Globalization;
using Countenance.Album.Search;
using Countenance.Auditing;

namespace Countenance.Web.Albums;

/// <summary>
/// Which labels of a data set are doubted: by an audit where there is one, in its order and by its reasons; otherwise by the posterior of
/// the class Gaussians of the model.
/// </summary>
internal sealed class LabelDoubts(LabelledData data)
{
    private const double LeastWrong = 0.5;

    /// <summary>The rows of images that nobody has spoken of and whose label is doubted, the likeliest wrong first.</summary>
    /// <param name="now">The images.</param>
    /// <param name="label">Only those that are labelled so; null for all.</param>
    public IEnumerable<int> Rank(AlbumSnapshot now, string? label)
    {
        IEnumerable<int> rows = Enumerable.Range(0, now.Index.Faces.Count)
            .Where(row => !now.Index.Faces[row].IsConfirmed && now.Given(row) is { } given && (label is null || given == label));
        return data.IsAudited
            ? rows.Where(row => Suspect(now, row) is not null).OrderBy(row => Suspect(now, row)!.Rank)
            : rows.Select(row => (Row: row, Wrong: Wrong(now, row)))
                .Where(image => image.Wrong > LeastWrong)
                .OrderByDescending(image => image.Wrong)
                .ThenBy(image => image.Row)
                .Select(image => image.Row);
    }

    /// <summary>What speaks against a label.</summary>
    public ReviewCase Explain(AlbumSnapshot now, int row)
    {
        LabelledFace face = now.Index.Faces[row];
        IReadOnlyList<FaceHit> nearest = now.Index.Nearest(
            now.Index.Embeddings[row], FaceNeighbours.Count, FaceFilter.None with { NotPhoto = face.Face.PhotoHash });
        int[] near = [.. nearest.Select(hit => hit.Index)];
        string given = now.Given(row) ?? "";
        if (Suspect(now, row) is { } suspect)
        {
            return new ReviewCase(suspect.Suggested, given, suspect.Probability, $"The audit: {suspect.Reason}.", near);
        }

        string suggested = Suggested(now, row, given);
        string reason = $"The model gives {given} {Percent(now.Probability(face, given))} and {suggested} "
            + $"{Percent(now.Probability(face, suggested))}. Of the {near.Length} images most like it, {Labelled(suggested)} labelled "
            + $"{suggested}, {Labelled(given)} {given}.";
        return new ReviewCase(suggested, given, Wrong(now, row), reason, near);

        string Labelled(string label) => near.Count(other => now.Given(other) == label) switch
        {
            0 => "none is",
            1 => "1 is",
            var count => $"{count} are",
        };
    }

    /// <summary>A probability in words that do not claim to be certain.</summary>
    public static string Percent(double probability) => probability switch
    {
        > 0.999 => "over 99.9 %",
        < 0.001 => "under 0.1 %",
        _ => probability.ToString("0.0 %", CultureInfo.InvariantCulture),
    };

    private Suspect? Suspect(AlbumSnapshot now, int row) => data.SuspectOf(now.Index.Faces[row].Face.Path);

    // A label that the model has no class for cannot be judged by it.
    private static double Wrong(AlbumSnapshot now, int row) => now.Given(row) is { } given && now.Index.Model.Classes.Contains(given)
        ? 1 - now.Probability(now.Index.Faces[row], given)
        : 0;

    // The most probable of what may be said, besides what is.
    private string Suggested(AlbumSnapshot now, int row, string given) => data.Classes
        .Where(label => label != given)
        .MaxBy(label => now.Probability(now.Index.Faces[row], label)) ?? given;
}
