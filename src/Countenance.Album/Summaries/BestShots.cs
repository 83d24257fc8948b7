using Countenance.Album.Search;

namespace Countenance.Album.Summaries;

/// <summary>
/// One face for each expression of each burst: the best by half its rank in typicality among all faces of its expression and half its
/// rank in sharpness among them.
/// </summary>
public sealed class BestShots
{
    private readonly int[] shots;

    private BestShots(int[] shots, double[] quality, int[] best)
    {
        this.shots = shots;
        Quality = quality;
        Best = best;
    }

    /// <summary>How good each face is as a picture of its expression, 0–1, [N].</summary>
    public IReadOnlyList<double> Quality { get; }

    /// <summary>The faces that stand for their bursts, ascending.</summary>
    public IReadOnlyList<int> Best { get; }

    /// <summary>How many photos of its burst show a face of its expression: what a best shot is the best of.</summary>
    public int ShotsOf(int face) => shots[face];

    /// <summary>Chooses.</summary>
    /// <param name="faces">All faces, [N].</param>
    /// <param name="bursts">The bursts of their photos.</param>
    /// <param name="cancellation">Stops between bursts.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public static BestShots Choose(IReadOnlyList<LabelledFace> faces, PhotoBursts bursts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(bursts);
        var quality = new double[faces.Count];
        var shots = new int[faces.Count];
        int[] all = [.. Enumerable.Range(0, faces.Count)];
        foreach (IGrouping<string, int> expression in all.GroupBy(i => faces[i].Expression, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            AddRanks(expression, i => faces[i].Face.Embedding.LogLikelihood, quality);
            AddRanks(expression, i => faces[i].Face.Sharpness, quality);
        }

        var best = new List<int>();
        foreach (var moment in all.GroupBy(i => (Burst: bursts.Of(faces[i].Face.PhotoHash), faces[i].Expression)))
        {
            cancellation.ThrowIfCancellationRequested();
            int photos = moment.Select(i => faces[i].Face.PhotoHash).Distinct(StringComparer.Ordinal).Count();
            if (photos == 1)
            {
                best.AddRange(moment); // different people in one photo
            }
            else
            {
                best.Add(moment.MaxBy(i => quality[i]));
            }

            foreach (int i in moment)
            {
                shots[i] = photos;
            }
        }

        return new BestShots(shots, quality, [.. best.Order()]);
    }

    private static void AddRanks(IEnumerable<int> faces, Func<int, double> value, double[] quality)
    {
        int[] ordered = [.. faces.OrderBy(value)];
        for (int start = 0, end = 0; start < ordered.Length; start = end)
        {
            while (end < ordered.Length && value(ordered[end]) == value(ordered[start]))
            {
                end++;
            }

            double rank = (start + end + 1) / 2.0; // equals share the mean of their ranks, which count from 1
            for (int i = start; i < end; i++)
            {
                quality[ordered[i]] += 0.5 * rank / ordered.Length;
            }
        }
    }
}
