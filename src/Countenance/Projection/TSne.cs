using System.Numerics.Tensors;
using Countenance.Retrieval;
using Countenance.Sampling;

namespace Countenance.Projection;

/// <summary>
/// t-distributed stochastic neighbour embedding (van der Maaten and Hinton, 2008): a map in the plane in which near embeddings stay near.
/// Probabilities of the ⌊3 · perplexity⌋ nearest neighbours (exact up to 50,000 rows), a start from the two first principal components, early exaggeration,
/// gains and momentum as in scikit-learn, whose maps these equal in quality.
/// </summary>
public static class TSne
{
    private const double StartDeviation = 1e-4; // of the first coordinate
    private const double StartNoise = 1e-6;     // parts equal points, and lets the seed speak
    private const float EarlyMomentum = 0.5f;
    private const float LateMomentum = 0.8f;

    /// <summary>Makes a map.</summary>
    /// <param name="embeddings">The embeddings, [N, D], finite; kept by the map.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Is told the number of iterations done after each.</param>
    /// <param name="cancellation">Stops between iterations.</param>
    /// <returns>The map, with its points about (0, 0); it depends on neither the number of threads nor their order.</returns>
    /// <exception cref="ArgumentException">There are not more embeddings than the perplexity, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option lies outside its range, or the learning rate is too large.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static TSneMap Fit(
        EmbeddingMatrix embeddings,
        TSneOptions? options = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        options ??= new TSneOptions();
        options.Validate();
        if (embeddings.Count <= options.Perplexity)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Perplexity must be less than the number of embeddings. Got {options.Perplexity} for {embeddings.Count}."),
                nameof(embeddings));
        }

        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
        cancellation.ThrowIfCancellationRequested();
        var graph = AffinityGraph.Of(embeddings, options.Perplexity, options.Threads, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var objective = new TSneObjective(graph, RepulsionOf(options, embeddings.Count), options.Threads);
        var points = Start(embeddings, options);
        Descend(points, objective, options, progress, cancellation);
        Center(points);
        var divergence = objective.Divergence(points);
        return new TSneMap(embeddings, new EmbeddingMatrix(points, 2), divergence, objective.Normalizer, options);
    }

    private static IRepulsiveForces RepulsionOf(TSneOptions options, int count) => options.Repulsion switch
    {
        TSneRepulsion.Exact => new ExactRepulsion(count, options.Threads),
        TSneRepulsion.BarnesHut => new BarnesHutRepulsion(count, options.Theta, options.Threads),
        TSneRepulsion.Interpolation => new InterpolatedRepulsion(count, options.Threads),
        _ => new AdaptiveRepulsion(count, options.Theta, options.Threads),
    };

    private static void Descend(
        float[] points, TSneObjective objective, TSneOptions options, IProgress<int>? progress, CancellationToken cancellation)
    {
        var rate = (float)(options.LearningRate ?? Math.Max(points.Length / 8.0 / options.EarlyExaggeration, 50));
        var gradient = new float[points.Length];
        var descent = new GradientDescent(points.Length);
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (iteration == options.ExaggerationIterations)
            {
                descent = new GradientDescent(points.Length);
            }

            var early = iteration < options.ExaggerationIterations;
            objective.Gradient(points, early ? options.EarlyExaggeration : 1, gradient);
            descent.Step(points, gradient, rate, early ? EarlyMomentum : LateMomentum);
            if (!TensorPrimitives.IsFiniteAll<float>(points))
            {
                throw new ArgumentOutOfRangeException(nameof(options), FormattableString.Invariant(
                    $"LearningRate must be small enough to keep the map together. Got {rate}, which lost it in step {iteration + 1}."));
            }

            progress?.Report(iteration + 1);
        }
    }

    /// <summary>
    /// The two first principal components, the first scaled to a standard deviation of 10⁻⁴ and the second by the same factor. Where the
    /// embeddings spread in fewer directions, normal noise of that deviation.
    /// </summary>
    private static float[] Start(EmbeddingMatrix embeddings, TSneOptions options)
    {
        var components = PrincipalComponents.Fit(embeddings, Math.Min(2, embeddings.Dimension), options.Threads);
        var projected = components.Project(embeddings);
        var deviation = Math.Sqrt(components.Variances[0]);
        var random = SplitMix64.For(options.Seed, embeddings.Count, embeddings.Dimension);
        var points = new float[2 * embeddings.Count];
        for (var i = 0; i < embeddings.Count; i++)
        {
            for (var axis = 0; axis < 2; axis++)
            {
                var spread = axis < components.Variances.Length && components.Variances[axis] > 0;
                var place = spread ? projected[i][axis] / deviation * StartDeviation : 0;
                points[(2 * i) + axis] = (float)(place + (Normal(ref random) * (spread ? StartNoise : StartDeviation)));
            }
        }

        return points;
    }

    /// <summary>A standard normal number (Box and Muller).</summary>
    private static double Normal(ref SplitMix64 random)
    {
        var radius = Math.Sqrt(-2 * Math.Log(((random.Next() >> 11) + 0.5) / (1UL << 53)));
        return radius * Math.Cos(2 * Math.PI * ((random.Next() >> 11) / (double)(1UL << 53)));
    }

    private static void Center(float[] points)
    {
        var (x, y) = (0.0, 0.0);
        for (var i = 0; i < points.Length; i += 2)
        {
            x += points[i];
            y += points[i + 1];
        }

        for (var i = 0; i < points.Length; i += 2)
        {
            points[i] = (float)(points[i] - (2 * x / points.Length));
            points[i + 1] = (float)(points[i + 1] - (2 * y / points.Length));
        }
    }
}
