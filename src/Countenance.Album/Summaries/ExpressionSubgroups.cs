using Countenance.Album.Search;
using Countenance.Classification;
using Countenance.Clustering;

namespace Countenance.Album.Summaries;

/// <summary>Expression by expression, a Gaussian mixture whose components are its sub-expressions.</summary>
internal static class ExpressionSubgroups
{
    private const int LeastMembers = 10; // a group of fewer is an accident
    private const double Most = 0.95; // the selection comes after the groups

    public static IReadOnlyList<SummaryGroup> Find(
        AlbumIndex index, PhotoBursts bursts, SummaryOptions options, IProgress<double>? progress, CancellationToken cancellation)
    {
        var groups = new List<SummaryGroup>();
        int done = 0;
        foreach ((string expression, int[] faces, int count) in Shares(index, options.Groups))
        {
            EmbeddingMatrix embeddings = index.Embeddings.Rows(faces);
            GaussianMixture mixture = GaussianMixture.Fit(
                embeddings,
                new GaussianMixtureOptions
                {
                    Components = count,
                    Covariance = faces.Length >= 2 * count * embeddings.Dimension ? CovarianceKind.Full : CovarianceKind.Diagonal,
                    Seed = options.Seed,
                },
                progress is null ? null : new Step(progress, Most * done / index.Faces.Count, Most * faces.Length / index.Faces.Count),
                cancellation);
            PosteriorMatrix membership = mixture.Responsibilities(embeddings);
            foreach (ExpressionGroup group in ExpressionGroups.Of(mixture, embeddings, faces.Length).Groups
                .OrderByDescending(group => group.Members.Length))
            {
                groups.Add(Describe(groups.Count + 1, expression, faces, group, membership, index, bursts, options.Top));
            }

            done += faces.Length;
        }

        return groups;
    }

    // Every expression that occurs has a group, and of the rest a share by its faces, as far as these suffice.
    private static IEnumerable<(string Expression, int[] Faces, int Groups)> Shares(AlbumIndex index, int groups)
    {
        IGrouping<string, int>[] expressions =
        [
            .. Enumerable.Range(0, index.Faces.Count)
                .GroupBy(i => index.Faces[i].Expression, StringComparer.Ordinal)
                .OrderBy(group => Order(index, group.Key))
                .ThenBy(group => group.Key, StringComparer.Ordinal),
        ];
        int spare = Math.Max(0, groups - expressions.Length);
        foreach (IGrouping<string, int> expression in expressions)
        {
            int[] faces = [.. expression];
            int share = 1 + (int)((double)spare * faces.Length / index.Faces.Count);
            yield return (expression.Key, faces, Math.Min(share, Math.Max(1, faces.Length / LeastMembers)));
        }
    }

    private static int Order(AlbumIndex index, string expression)
    {
        int place = index.Model.Classes.ToList().IndexOf(expression);
        return place < 0 ? int.MaxValue : place; // a person's own word
    }

    private static SummaryGroup Describe(
        int number,
        string expression,
        int[] faces,
        ExpressionGroup group,
        PosteriorMatrix membership,
        AlbumIndex index,
        PhotoBursts bursts,
        int top)
    {
        var seen = new HashSet<int>();
        int[] shown = [.. group.Top.Where(row => seen.Add(bursts.Of(index.Faces[faces[row]].Face.PhotoHash))).Take(top)];
        return new SummaryGroup(
            number,
            expression,
            [.. group.Members.Select(row => faces[row])],
            faces[group.Medoid],
            [.. shown.Select(row => faces[row])],
            [.. shown.Select(row => membership[row][group.Index])]);
    }

    /// <summary>The fit of one expression as a part of the whole.</summary>
    private sealed class Step(IProgress<double> whole, double start, double length) : IProgress<GaussianMixtureProgress>
    {
        public void Report(GaussianMixtureProgress value) =>
            whole.Report(start + (length * (value.Restart + ((double)value.Iteration / value.MaxIterations)) / value.Restarts));
    }
}
