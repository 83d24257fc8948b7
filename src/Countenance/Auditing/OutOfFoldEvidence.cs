using Countenance.Classification;
using Countenance.Retrieval;
using Countenance.Torch;

namespace Countenance.Auditing;

/// <summary>
/// What the other folds' images say about each image: the densities of class Gaussians estimated without its fold, its nearest neighbours
/// among the other folds, its nearest image of all. Its own label chooses what is written down of it but has moved none of the figures.
/// </summary>
public sealed class OutOfFoldEvidence
{
    private OutOfFoldEvidence(AuditFolds folds, IReadOnlyList<string> classNames, AuditOptions options)
    {
        int count = folds.Of.Count;
        Folds = folds;
        ClassNames = classNames;
        Options = options;
        LogDensities = new double[checked(count * classNames.Count)];
        LogPriors = new double[folds.Count][];
        Neighbors = new int[count][];
        Array.Fill(Neighbors, []);
        Nearest = new int[count];
        Array.Fill(Nearest, -1);
        NearestDistances = new double[count];
        Typicality = new double[count];
    }

    /// <summary>The folds and the labels that are audited.</summary>
    public AuditFolds Folds { get; }

    /// <summary>The K class names.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How it was gathered.</summary>
    public AuditOptions Options { get; }

    /// <summary>ln N(z; μ_c, Σ_c), row-major [N, K]; −∞ for a class the other folds lack, zeros for an unlabelled image.</summary>
    public double[] LogDensities { get; }

    /// <summary>ln π_c by the labels of the other folds, a row of [K] for each fold; −∞ for a class without images there.</summary>
    public double[][] LogPriors { get; }

    /// <summary>Images of the other folds, nearest first, for each image; empty for an unlabelled one.</summary>
    public int[][] Neighbors { get; }

    /// <summary>The nearest other image of whichever fold, labelled or not, [N]; −1 for an unlabelled image.</summary>
    public int[] Nearest { get; }

    /// <summary>Distance to it in the units of the embedding, [N].</summary>
    public double[] NearestDistances { get; }

    /// <summary>Share of the images of its fold and label that are no denser under that class than the image, [N], in (0, 1].</summary>
    public double[] Typicality { get; }

    /// <summary>Gathers the evidence fold by fold; one fold's embeddings are held at a time.</summary>
    /// <param name="folds">Who is judged where, under which labels.</param>
    /// <param name="classNames">The K names.</param>
    /// <param name="sigma">σ of the loss that made the embeddings.</param>
    /// <param name="embed">All images, [N, D], by a fold's model, which must not have seen the labels of the images judged in it.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">Rows and images differ in number, a label is not a class, or a value is not finite.</exception>
    public static OutOfFoldEvidence Gather(
        AuditFolds folds, IReadOnlyList<string> classNames, double sigma, Func<int, EmbeddingMatrix> embed, AuditOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(embed);
        options ??= new AuditOptions();
        options.Validate();
        var evidence = new OutOfFoldEvidence(folds, classNames, options);
        for (int fold = 0; fold < folds.Count; fold++)
        {
            evidence.Add(fold, embed(fold), sigma);
        }

        return evidence;
    }

    private void Add(int fold, EmbeddingMatrix embeddings, double sigma)
    {
        if (embeddings.Count != Folds.Of.Count)
        {
            throw new ArgumentException(
                $"There must be one embedding per image, {Folds.Of.Count}. Got {embeddings.Count}.", nameof(embeddings));
        }

        int[] known = Folds.TrainingLabels(fold);
        int[] judged = Folds.Judged(fold);
        var rows = new EmbeddingMatrix([.. judged.SelectMany(i => embeddings[i].ToArray())], embeddings.Dimension);

        ClassGaussians gaussians = ClassGaussians.Estimate(embeddings, known, ClassNames, sigma);
        LogPriors[fold] = Array.ConvertAll(gaussians.Priors, prior => Math.Log(prior));
        double[] logs = gaussians.LogDensities(rows, Options.Covariance);
        for (int row = 0; row < judged.Length; row++)
        {
            logs.AsSpan(row * ClassNames.Count, ClassNames.Count).CopyTo(LogDensities.AsSpan(judged[row] * ClassNames.Count));
        }

        AddTypicality(judged);
        AddNeighbors(embeddings, known, judged, rows);
    }

    private void AddTypicality(int[] judged)
    {
        foreach (IGrouping<int, int> members in judged.GroupBy(i => Folds.Labels[i]))
        {
            int[] order = [.. members];
            double[] logs = Array.ConvertAll(order, i => LogDensities[(i * ClassNames.Count) + members.Key]);
            Array.Sort(logs, order); // the least dense first
            for (int i = order.Length - 1, end = order.Length; i >= 0; i--)
            {
                end = i + 1 < order.Length && logs[i] != logs[i + 1] ? i + 1 : end; // equals count for one another
                Typicality[order[i]] = end / (double)order.Length;
            }
        }
    }

    private void AddNeighbors(EmbeddingMatrix embeddings, int[] known, int[] judged, EmbeddingMatrix rows)
    {
        NeighborLists others = KnnClassifier.Fit(embeddings, known, ClassNames.Count, threads: TorchRuntime.ThreadCount)
            .Neighbors(rows, Options.FoundNeighbors);
        NeighborLists all = new NearestNeighbors(embeddings, TorchRuntime.ThreadCount).Search(rows, 2);
        for (int row = 0; row < judged.Length; row++)
        {
            int image = judged[row];
            Neighbors[image] = others[row].ToArray();
            int place = all[row][0] == image ? 1 : 0; // equals may stand before the image itself
            if (place < all.K)
            {
                Nearest[image] = all[row][place];
                NearestDistances[image] = Math.Sqrt(all.DistancesOf(row)[place]);
            }
        }
    }
}
