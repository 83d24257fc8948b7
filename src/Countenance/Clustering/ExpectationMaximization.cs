using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>
/// One start of EM: the M-step of a hard assignment, then E- and M-steps in turn until the likelihood rests. Components are estimated in
/// parallel, each by one thread in the order of the samples, so the result does not depend on the number of threads.
/// </summary>
/// <remarks>
/// A component that holds less than half a sample has run empty. It is moved to the sample with the lowest likelihood (the farthest from
/// its mean in the first M-step), with the covariance of all samples and the weight 1/K. A start does so at most K times; after
/// that an empty component is given up: its weight is 0 and stays so.
/// </remarks>
internal sealed class ExpectationMaximization
{
    private const double LeastMass = 0.5;

    private readonly EmbeddingMatrix samples;
    private readonly GaussianMixtureOptions options;
    private readonly ParallelOptions parallel;
    private readonly double ridge;
    private readonly float[] responsibilities;          // [K, N]
    private readonly double[] logLikelihoods;           // [N]
    private readonly ConcurrentBag<ComponentEstimate> idle = [];
    private MixtureParameters? whole;                   // one Gaussian of all samples
    private int movesLeft;

    public ExpectationMaximization(EmbeddingMatrix samples, GaussianMixtureOptions options, ParallelOptions parallel)
    {
        this.samples = samples;
        this.options = options;
        this.parallel = parallel;
        var variance = KMeans.MeanVariance(samples);
        ridge = options.Regularisation * (variance > 0 ? variance : 1);
        responsibilities = new float[checked(options.Components * samples.Count)];
        logLikelihoods = new double[samples.Count];
    }

    /// <summary>Runs one start.</summary>
    /// <param name="centers">Where it departs from, [K, D].</param>
    /// <param name="labels">The centre each sample belongs to at first, [N].</param>
    /// <param name="report">Told the iteration and the mean log-likelihood after every E-step.</param>
    /// <exception cref="OperationCanceledException">The token of the parallel options was cancelled.</exception>
    public MixtureOutcome Run(EmbeddingMatrix centers, ReadOnlySpan<int> labels, Action<int, double> report)
    {
        var parameters = new MixtureParameters(options.Components, samples.Dimension, options.Covariance);
        var expectation = new MixtureExpectation(parameters, parallel);
        TensorPrimitives.ConvertChecked<float, double>(centers.Values, parameters.Means);
        movesLeft = options.Components;
        Assign(centers, labels);
        var moved = Maximize(parameters);
        var previous = double.NaN;
        for (var iteration = 0; ; iteration++)
        {
            var likelihood = Expect(expectation);
            report(iteration, likelihood);
            var converged = !moved && Math.Abs(likelihood - previous) <= options.Tolerance;
            if (converged || iteration == options.MaxIterations)
            {
                return new MixtureOutcome(parameters, likelihood, iteration, converged, MeanEntropy());
            }

            previous = likelihood;
            moved = Maximize(parameters);
        }
    }

    private Span<float> Responsibilities(int k) => responsibilities.AsSpan(k * samples.Count, samples.Count);

    /// <summary>Every sample wholly to its centre.</summary>
    private void Assign(EmbeddingMatrix centers, ReadOnlySpan<int> labels)
    {
        Array.Clear(responsibilities);
        for (var i = 0; i < labels.Length; i++)
        {
            Responsibilities(labels[i])[i] = 1;
            logLikelihoods[i] = -SquaredDistance.Between(samples[i], centers[labels[i]]);
        }
    }

    /// <summary>Posteriors and likelihoods of all samples; returns the mean log-likelihood.</summary>
    private double Expect(MixtureExpectation expectation)
    {
        expectation.Run(samples, block =>
        {
            block.LogLikelihoods.CopyTo(logLikelihoods.AsSpan(block.First));
            for (var k = 0; k < options.Components; k++)
            {
                var target = Responsibilities(k).Slice(block.First, block.Count);
                var posterior = block.Posterior(k);
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = (float)posterior[i];
                }
            }
        });
        var sum = 0.0;
        foreach (var value in logLikelihoods)
        {
            sum += value;
        }

        return sum / samples.Count;
    }

    private double MeanEntropy()
    {
        var sum = 0.0;
        foreach (var posterior in responsibilities)
        {
            sum -= posterior > 0 ? posterior * Math.Log(posterior) : 0;
        }

        return sum / samples.Count;
    }

    /// <summary>Re-estimates all components; returns whether an empty one was moved.</summary>
    private bool Maximize(MixtureParameters parameters)
    {
        Parallel.For(
            0,
            parameters.Components,
            parallel,
            () => idle.TryTake(out var estimate) ? estimate : new ComponentEstimate(samples, options.Covariance),
            (k, _, estimate) =>
            {
                var mass = estimate.Write(Responsibilities(k), parameters, k, ridge, LeastMass);
                parameters.Weights[k] = mass < LeastMass ? 0 : mass;
                return estimate;
            },
            idle.Add);
        var moved = false;
        for (var k = 0; k < parameters.Components && movesLeft > 0; k++)
        {
            if (parameters.Weights[k] == 0)
            {
                Move(parameters, k);
                moved = true;
            }
        }

        var total = parameters.Weights.Sum();
        for (var k = 0; k < parameters.Components; k++)
        {
            parameters.Weights[k] /= total;
        }

        return moved;
    }

    /// <summary>Moves an empty component to the sample the mixture explains least (the first of equals).</summary>
    private void Move(MixtureParameters parameters, int k)
    {
        movesLeft--;
        var worst = Array.IndexOf(logLikelihoods, logLikelihoods.Min());
        logLikelihoods[worst] = double.PositiveInfinity; // The next empty component takes another; the E-step writes them anew.
        parameters.CopyShape(Whole(), 0, k);
        var mean = parameters.Mean(k);
        for (var d = 0; d < mean.Length; d++)
        {
            mean[d] = samples[worst][d];
        }

        parameters.Weights[k] = (double)samples.Count / parameters.Components;
    }

    private MixtureParameters Whole()
    {
        if (whole is null)
        {
            var ones = new float[samples.Count];
            Array.Fill(ones, 1);
            whole = new MixtureParameters(1, samples.Dimension, options.Covariance);
            new ComponentEstimate(samples, options.Covariance).Write(ones, whole, 0, ridge, LeastMass);
        }

        return whole;
    }
}
