using System.Globalization;
using Countenance.Album.Search;

namespace Countenance.Album.Summaries;

/// <summary>An album in short: its expressions and sub-expressions, and a few photos that cover it.</summary>
public sealed class AlbumSummary
{
    private const int MostPoints = 20_000;

    private AlbumSummary(
        AlbumIndex index, PhotoBursts bursts, BestShots shots, IReadOnlyList<SummaryGroup> groups, IReadOnlyList<SummaryPick> picks)
    {
        Index = index;
        Bursts = bursts;
        Shots = shots;
        Groups = groups;
        Picks = picks;
    }

    /// <summary>The faces.</summary>
    public AlbumIndex Index { get; }

    /// <summary>Which photos show the same moment.</summary>
    public PhotoBursts Bursts { get; }

    /// <summary>Which face stands for its burst.</summary>
    public BestShots Shots { get; }

    /// <summary>The groups, expression after expression.</summary>
    public IReadOnlyList<SummaryGroup> Groups { get; }

    /// <summary>The selection, in the order of what each photo adds.</summary>
    public IReadOnlyList<SummaryPick> Picks { get; }

    /// <summary>Summarises.</summary>
    /// <param name="index">The faces.</param>
    /// <param name="options">How; the defaults when null.</param>
    /// <param name="progress">Told the share that is done, 0–1, on the calling thread; may be null.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    /// <exception cref="AlbumException">There are no faces.</exception>
    public static AlbumSummary Create(
        AlbumIndex index,
        SummaryOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        options ??= new SummaryOptions();
        if (index.Faces.Count == 0)
        {
            throw new AlbumException(index.Location, "there are no faces to summarise");
        }

        PhotoBursts bursts = PhotoBursts.Find(index.Faces, options.BurstSeconds, cancellation);
        BestShots shots = BestShots.Choose(index.Faces, bursts, cancellation);
        IReadOnlyList<SummaryGroup> groups = ExpressionSubgroups.Find(index, bursts, options, progress, cancellation);
        return new AlbumSummary(index, bursts, shots, groups, Select(index, bursts, shots, groups, options.Budget, cancellation));
    }

    // Covered are the best shots, each as heavy as the shots it stands for: a burst of twenty is one moment, but a burst of one face is not
    // twenty times a portrait. Chosen are those of them that a group shows.
    private static List<SummaryPick> Select(
        AlbumIndex index,
        PhotoBursts bursts,
        BestShots shots,
        IReadOnlyList<SummaryGroup> groups,
        int budget,
        CancellationToken cancellation)
    {
        int step = (shots.Best.Count + MostPoints - 1) / MostPoints;
        var groupOf = new Dictionary<int, SummaryGroup>();
        foreach (SummaryGroup group in groups)
        {
            foreach (int face in group.Members)
            {
                groupOf[face] = group;
            }
        }

        Dictionary<(int Burst, string Expression), int> standing = [];
        foreach (int face in shots.Best)
        {
            standing[Moment(index, bursts, face)] = face;
        }

        // Several persons of one photo may show one expression: each stands for itself.
        HashSet<int> best = [.. shots.Best];
        HashSet<int> candidates =
        [
            .. groups.SelectMany(group => group.Top).Select(face => best.Contains(face) ? face : standing[Moment(index, bursts, face)]),
        ];
        int[] points = [.. shots.Best.Where((face, i) => i % Math.Max(1, step) == 0 || candidates.Contains(face))];
        int[] rows = [.. Enumerable.Range(0, points.Length).Where(i => candidates.Contains(points[i]))];
        IReadOnlyList<(int Candidate, double Gain)> chosen = CoverageSelection.Choose(
            index.Embeddings.Rows(points),
            [.. points.Select(face => Math.Sqrt(shots.ShotsOf(face)))],
            rows,
            [.. rows.Select(row => bursts.Of(index.Faces[points[row]].Face.PhotoHash))],
            budget,
            cancellation);

        var picks = new List<SummaryPick>();
        foreach ((int candidate, double gain) in chosen)
        {
            int face = points[rows[candidate]];
            SummaryGroup group = groupOf[face];
            picks.Add(new SummaryPick(face, group.Number, gain, shots.ShotsOf(face), Reason(index, shots, group, face, gain)));
        }

        return picks;
    }

    private static (int Burst, string Expression) Moment(AlbumIndex index, PhotoBursts bursts, int face) =>
        (bursts.Of(index.Faces[face].Face.PhotoHash), index.Faces[face].Expression);

    private static string Reason(AlbumIndex index, BestShots shots, SummaryGroup group, int face, double gain)
    {
        LabelledFace chosen = index.Faces[face];
        string place = face == group.Medoid ? "the centre of" : "near the centre of";
        string burst = shots.ShotsOf(face) > 1
            ? $"best of {shots.ShotsOf(face)} shots by expression and sharpness; "
            : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{burst}{place} group {group.Number} ({group.Expression}, {group.Members.Count} faces); covers {100 * gain:0.#} % more of the "
            + $"album; typicality {chosen.Face.Embedding.Typicality:0.00}, sharpness {chosen.Face.Sharpness:0}");
    }
}
