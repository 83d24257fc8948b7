using Countenance.Classification;
using Countenance.Retrieval;
using Countenance.Sampling;

namespace Countenance.Clustering;

/// <summary>
/// A Gaussian mixture p(z) = Σ_k π_k N(z; μ_k, Σ_k), fitted by expectation-maximisation in double. Every start but a given one departs
/// from a short k-means (k-means++).
/// </summary>
/// <remarks>
/// Covariances are regularised (<see cref="GaussianMixtureOptions.Regularisation"/>), so equal samples, constant coordinates and components
/// of fewer samples than dimensions stay finite. A component that runs empty (less than half a sample) moves to the sample with the lowest
/// likelihood, with the covariance of all samples and the weight 1/K; a start does so at most K times, after which an empty component is
/// given up: its weight is 0 and no sample belongs to it. The result depends on the seed and not on the number of threads.
/// </remarks>
public sealed class GaussianMixture
{
    private const int KMeansIterations = 30;

    private readonly MixtureParameters parameters;
    private readonly ParallelOptions parallel;

    private GaussianMixture(MixtureOutcome outcome, int threads)
    {
        parameters = outcome.Parameters;
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
        Converged = outcome.Converged;
        Iterations = outcome.Iterations;
        MeanLogLikelihood = outcome.MeanLogLikelihood;
        Weights = Single(parameters.Weights);
        Means = Single(parameters.Means);
        Covariances = Single(parameters.Covariances);
    }

    /// <summary>K, the number of components.</summary>
    public int ComponentCount => parameters.Components;

    /// <summary>D, the length of one embedding.</summary>
    public int Dimension => parameters.Dimension;

    /// <summary>What the covariances may be.</summary>
    public CovarianceKind Covariance => parameters.Kind;

    /// <summary>π, [K], summing to 1; 0 for a component that ran empty and was given up.</summary>
    public float[] Weights { get; }

    /// <summary>μ, row-major [K, D].</summary>
    public float[] Means { get; }

    /// <summary>
    /// Σ with its regularisation, in squared units of the embedding: row-major [K, D, D] for full, [K, D] for diagonal, [K] for spherical
    /// covariances.
    /// </summary>
    public float[] Covariances { get; }

    /// <summary>Whether EM came to rest within its tolerance; if not, it was stopped by the limit of iterations.</summary>
    public bool Converged { get; }

    /// <summary>Iterations of the start that was kept.</summary>
    public int Iterations { get; }

    /// <summary>(1/N) Σ ln p(z_i) over the samples it was fitted to, under the parameters as they are.</summary>
    public double MeanLogLikelihood { get; }

    /// <summary>Fits a mixture.</summary>
    /// <param name="embeddings">The samples, [N, D], finite; at least as many as components.</param>
    /// <param name="options">K, covariances, restarts, tolerance, seed.</param>
    /// <param name="progress">Told of every iteration; may be null.</param>
    /// <param name="cancellation">Stops between blocks of samples.</param>
    /// <returns>The start that <see cref="GaussianMixtureOptions.Selection"/> prefers (the first of equals).</returns>
    /// <exception cref="ArgumentException">
    /// An option lies outside its range, there are fewer samples than components, a value is not finite, or the start means do not fit.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GaussianMixture Fit(
        EmbeddingMatrix embeddings,
        GaussianMixtureOptions options,
        IProgress<GaussianMixtureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        RequireFit(embeddings, options);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        var start = new ExpectationMaximization(embeddings, options, parallel);
        var random = new SplitMix64(options.Seed);
        MixtureOutcome? best = null;
        var starts = options.Restarts + Math.Min(options.AxisStarts, embeddings.Dimension);
        for (var restart = 0; restart < starts; restart++)
        {
            cancellation.ThrowIfCancellationRequested();
            var seed = random.Next();
            var (centers, labels) = restart >= options.Restarts
                ? PartsAlong(embeddings, restart - options.Restarts, options.Components)
                : restart == 0 && options.StartMeans is not null
                    ? Nearest(embeddings, new EmbeddingMatrix(options.StartMeans, embeddings.Dimension), options.Threads)
                    : Clusters(embeddings, options, seed);
            var number = restart;
            var outcome = start.Run(centers, labels, (iteration, likelihood) => progress?.Report(
                new GaussianMixtureProgress(number, starts, iteration, options.MaxIterations, likelihood)));
            if (best is null || outcome.IsBetterThan(best, options.Selection))
            {
                best = outcome;
            }
        }

        return new GaussianMixture(best!, options.Threads);
    }

    /// <summary>p(k | z) = π_k N(z; μ_k, Σ_k) / p(z).</summary>
    /// <param name="embeddings">The samples, [N, D], finite; any distance from the components.</param>
    /// <returns>Probabilities, [N, K]; every row sums to 1.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public PosteriorMatrix Responsibilities(EmbeddingMatrix embeddings)
    {
        var values = new float[checked(Require(embeddings).Count * ComponentCount)];
        Run(embeddings, block =>
        {
            for (var k = 0; k < ComponentCount; k++)
            {
                var posterior = block.Posterior(k);
                for (var i = 0; i < posterior.Length; i++)
                {
                    values[((block.First + i) * ComponentCount) + k] = (float)posterior[i];
                }
            }
        });
        return new PosteriorMatrix(values, ComponentCount);
    }

    /// <summary>The most probable component of every sample, the lowest of equals.</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <returns>Components, [N].</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public int[] Predict(EmbeddingMatrix embeddings)
    {
        var labels = new int[Require(embeddings).Count];
        Run(embeddings, block =>
        {
            for (var i = 0; i < block.Count; i++)
            {
                var best = 0;
                for (var k = 1; k < ComponentCount; k++)
                {
                    best = block.Posterior(k)[i] > block.Posterior(best)[i] ? k : best;
                }

                labels[block.First + i] = best;
            }
        });
        return labels;
    }

    /// <summary>ln p(z) = ln Σ_k π_k N(z; μ_k, Σ_k).</summary>
    /// <param name="embeddings">The samples, [N, D], finite.</param>
    /// <returns>Log densities, [N]; those below the range of a float are its lowest value.</returns>
    /// <exception cref="ArgumentException">The dimensions differ, or a value is not finite.</exception>
    public float[] LogLikelihood(EmbeddingMatrix embeddings)
    {
        var values = new float[Require(embeddings).Count];
        Run(embeddings, block =>
        {
            for (var i = 0; i < block.Count; i++)
            {
                values[block.First + i] = (float)Math.Max(float.MinValue, block.LogLikelihoods[i]);
            }
        });
        return values;
    }

    private void Run(EmbeddingMatrix embeddings, Action<ExpectationBlock> visit) =>
        new MixtureExpectation(parameters, parallel).Run(embeddings, visit);

    private EmbeddingMatrix Require(EmbeddingMatrix embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.Dimension != Dimension)
        {
            throw new ArgumentException($"Embeddings must have dimension {Dimension}. Got {embeddings.Dimension}.", nameof(embeddings));
        }

        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
        return embeddings;
    }

    private static void RequireFit(EmbeddingMatrix embeddings, GaussianMixtureOptions options)
    {
        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
        if (embeddings.Count < options.Components)
        {
            throw new ArgumentException(
                $"There must be at least as many samples as the {options.Components} components. Got {embeddings.Count}.",
                nameof(embeddings));
        }

        var expected = (long)options.Components * embeddings.Dimension;
        if (options.StartMeans is not null && options.StartMeans.Length != expected)
        {
            throw new ArgumentException(
                $"StartMeans must hold {options.Components} × {embeddings.Dimension} values. Got {options.StartMeans.Length}.",
                nameof(options));
        }
    }

    private static (EmbeddingMatrix Centers, int[] Labels) Nearest(EmbeddingMatrix embeddings, EmbeddingMatrix centers, int threads) =>
        (centers, new NearestNeighbors(centers, threads).Search(embeddings, k: 1).Indices);

    private static (EmbeddingMatrix Centers, int[] Labels) Clusters(EmbeddingMatrix embeddings, GaussianMixtureOptions options, ulong seed)
    {
        var found = KMeans.Run(
            embeddings,
            new KMeansOptions(options.Components)
            {
                Restarts = 1,
                MaxIterations = KMeansIterations,
                Seed = seed,
                Threads = options.Threads,
            });
        return (found.Centers, found.Labels);
    }

    private static (EmbeddingMatrix Centers, int[] Labels) PartsAlong(EmbeddingMatrix embeddings, int axis, int parts)
    {
        var dimension = embeddings.Dimension;
        var order = Enumerable.Range(0, embeddings.Count).OrderBy(i => embeddings[i][axis]).ThenBy(i => i).ToArray();
        var labels = new int[embeddings.Count];
        var sums = new double[parts * dimension];
        var counts = new int[parts];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var part = (int)((long)rank * parts / order.Length);
            labels[order[rank]] = part;
            counts[part]++;
            var row = embeddings[order[rank]];
            for (var d = 0; d < dimension; d++)
            {
                sums[(part * dimension) + d] += row[d];
            }
        }

        var centers = new float[sums.Length];
        for (var i = 0; i < centers.Length; i++)
        {
            centers[i] = (float)(sums[i] / counts[i / dimension]);
        }

        return (new EmbeddingMatrix(centers, dimension), labels);
    }

    private static float[] Single(double[] values) => Array.ConvertAll(values, static value => (float)value);
}
