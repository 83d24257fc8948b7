using Countenance.Classification;
using Countenance.Clustering;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Projection;
using Countenance.Torch;

namespace Countenance.Subspaces;

/// <summary>
/// Splits every class into the components of a Gaussian mixture over its embeddings (paper, Algorithm 2), so that a component of the round
/// before goes on under its number.
/// </summary>
public sealed class SubclassDiscovery
{
    private const int ImagesPerDirection = 8; // of a component: a covariance of fewer images would fit anything

    private readonly SubspaceOptions options;
    private readonly ImageDataset dataset;
    private readonly EmbeddingMatrix embeddings;
    private readonly Action<string>? warned;

    /// <summary>Prepares a round.</summary>
    /// <param name="options">Choices.</param>
    /// <param name="dataset">The training split, labelled by class; held, not owned.</param>
    /// <param name="embeddings">Its embeddings without augmentation, [N, D].</param>
    /// <param name="warned">Told of classes whose mixture did not converge.</param>
    public SubclassDiscovery(
        SubspaceOptions options, ImageDataset dataset, EmbeddingMatrix embeddings, Action<string>? warned = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(embeddings);
        this.options = options;
        this.dataset = dataset;
        this.embeddings = embeddings;
        this.warned = warned;
    }

    /// <summary>Finds the sub-classes of a round.</summary>
    /// <param name="level">l, sub-classes of a class at most.</param>
    /// <param name="previous">The round before, whose components go on; null in the first.</param>
    /// <param name="cancellation">Stops between two classes.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SubclassPartition Split(int level, SubclassPartition? previous, CancellationToken cancellation = default)
    {
        int classes = dataset.ClassNames.Count;
        var found = new ClassSplit[classes];
        for (int c = 0; c < classes; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            found[c] = SplitClass(c, level, previous, cancellation);
        }

        List<ModelSubclass> subclasses = [];
        var labels = new int[dataset.Count];
        Array.Fill(labels, -1);
        for (int c = 0; c < classes; c++)
        {
            for (int i = 0; i < found[c].Members.Length; i++)
            {
                labels[found[c].Members[i]] = subclasses.Count + found[c].Components[i];
            }

            int index = c;
            subclasses.AddRange(Enumerable.Range(1, found[c].Count).Select(
                number => new ModelSubclass($"{dataset.ClassNames[index]} {number}", index)));
        }

        return new SubclassPartition(subclasses, labels, Targets(found, subclasses, labels));
    }

    private ClassSplit SplitClass(int classIndex, int level, SubclassPartition? previous, CancellationToken cancellation)
    {
        int[] members = [.. Enumerable.Range(0, dataset.Count).Where(i => dataset.Labels[i] == classIndex)];
        int components = options.ComponentsOf(members.Length, level);
        if (components == 1)
        {
            return new ClassSplit(members, new int[members.Length], 1, null);
        }

        EmbeddingMatrix points = embeddings.Rows(members);
        PrincipalComponents? space = null;
        int dimension = Math.Min(options.PrincipalComponents, Math.Max(1, members.Length / (ImagesPerDirection * components)));
        if (options.PrincipalComponents > 0 && dimension < embeddings.Dimension)
        {
            space = PrincipalComponents.Fit(points, dimension, TorchRuntime.ThreadCount);
            points = space.Project(points);
        }

        int[]? before = previous is null ? null : Before(previous, classIndex, members);
        var mixture = GaussianMixture.Fit(
            points,
            new GaussianMixtureOptions
            {
                Components = components,
                Covariance = options.Covariance,
                Restarts = options.Restarts,
                Selection = options.Selection,
                AxisStarts = before is null ? options.PrincipalComponents : 0, // later rounds go on from what was found
                Tolerance = 1e-5,
                MaxIterations = 300,
                Seed = (ulong)options.Training.Seed,
                Threads = TorchRuntime.ThreadCount, // as many as the training between the rounds
                StartMeans = before is null ? null : ComponentIdentity.StartMeans(points, before, components, (ulong)options.Training.Seed),
            },
            null,
            cancellation);
        if (!mixture.Converged)
        {
            warned?.Invoke(
                $"the mixture of {components} components in {dataset.ClassNames[classIndex]} did not converge in {mixture.Iterations} iterations");
        }

        int[] assigned = mixture.Predict(points);
        int[] order = before is null ? ComponentIdentity.BySize(assigned, components) : ComponentIdentity.Match(before, assigned, components);
        return new ClassSplit(
            members, Array.ConvertAll(assigned, component => order[component]), components, new ClassMixture(space, mixture, order));
    }

    // The components of the round before that the members belonged to, numbered from 0.
    private static int[] Before(SubclassPartition previous, int classIndex, int[] members)
    {
        int first = previous.RangeOf(classIndex).First;
        return Array.ConvertAll(members, index => previous.Labels[index] - first);
    }

    private float[]? Targets(ClassSplit[] found, List<ModelSubclass> subclasses, int[] labels)
    {
        if (!options.Training.VoteTargets || dataset.Votes is not { } votes)
        {
            return null;
        }

        int classes = found.Length;
        var targets = new float[dataset.Count * subclasses.Count];
        int first = 0;
        for (int c = 0; c < classes; c++)
        {
            PosteriorMatrix? shares = found[c].Mixture?.Responsibilities(embeddings);
            for (int i = 0; i < dataset.Count; i++)
            {
                float vote = votes[(i * classes) + c];
                Span<float> row = targets.AsSpan((i * subclasses.Count) + first, found[c].Count);
                if (dataset.Labels[i] == c)
                {
                    row[labels[i] - first] = vote;
                }
                else
                {
                    for (int k = 0; k < row.Length; k++)
                    {
                        row[k] = vote * (shares is null ? 1 : shares[i][k]);
                    }
                }
            }

            first += found[c].Count;
        }

        return targets;
    }

    private sealed record ClassSplit(int[] Members, int[] Components, int Count, ClassMixture? Mixture);

    // A class's mixture with its components in the order they keep.
    private sealed record ClassMixture(PrincipalComponents? Space, GaussianMixture Mixture, int[] Order)
    {
        public PosteriorMatrix Responsibilities(EmbeddingMatrix all)
        {
            PosteriorMatrix found = Mixture.Responsibilities(Space?.Project(all) ?? all);
            var values = new float[found.Values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[(i / Order.Length * Order.Length) + Order[i % Order.Length]] = found.Values[i];
            }

            return new PosteriorMatrix(values, Order.Length);
        }
    }
}
