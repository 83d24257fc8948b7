using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>
/// The neighbour distribution of one point, p_j ∝ exp(−β d_j²), with β chosen so that its perplexity exp(−Σ p_j ln p_j) is the one
/// asked for: Newton's iteration on ln β, kept between bounds by bisection.
/// </summary>
internal static class PerplexityCalibration
{
    private const int MostSteps = 200;
    private const double Tolerance = 1e-9;      // in nats
    private const double LongestJump = 8;       // in ln β
    private const double OutOfReach = 1e290;    // fills up the last vector of distances, with no probability
    private const int MostOnStack = 512;

    /// <summary>Fills in the probabilities of the neighbours.</summary>
    /// <param name="squaredDistances">d_j², ascending, at least one.</param>
    /// <param name="perplexity">
    /// The perplexity, at least 1. Where it cannot be had, the nearest distribution is given: uniform when there are no more neighbours
    /// than the perplexity, and uniform over the nearest when as many of them are equally near (copies of the point).
    /// </param>
    /// <param name="probabilities">p_j, as long as the distances; they sum to 1.</param>
    public static void Fit(ReadOnlySpan<double> squaredDistances, double perplexity, Span<double> probabilities)
    {
        var nearest = squaredDistances[0];
        var equals = squaredDistances.LastIndexOf(nearest) + 1;
        if (equals >= perplexity || squaredDistances.Length <= perplexity)
        {
            var taken = squaredDistances.Length <= perplexity ? squaredDistances.Length : equals;
            probabilities[..taken].Fill(1.0 / taken);
            probabilities[taken..].Clear();
            return;
        }

        var filled = (squaredDistances.Length + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count;
        Span<double> beyond = filled <= MostOnStack ? stackalloc double[filled] : new double[filled];
        Span<double> weights = filled <= MostOnStack ? stackalloc double[filled] : new double[filled];
        MoveAndScale(squaredDistances, beyond);
        Solve(beyond, Math.Log(perplexity), weights);
        var sum = 0.0;
        for (var j = 0; j < probabilities.Length; j++)
        {
            sum += weights[j];
        }

        for (var j = 0; j < probabilities.Length; j++)
        {
            probabilities[j] = weights[j] / sum;
        }
    }

    /// <summary>What distances exceed the nearest by, in units of its mean: of order one, whatever the embedding's scale.</summary>
    private static void MoveAndScale(ReadOnlySpan<double> squaredDistances, Span<double> beyond)
    {
        var mean = 0.0;
        foreach (var distance in squaredDistances)
        {
            mean += (distance - squaredDistances[0]) / squaredDistances.Length;
        }

        for (var j = 0; j < squaredDistances.Length; j++)
        {
            beyond[j] = (squaredDistances[j] - squaredDistances[0]) / mean;
        }

        beyond[squaredDistances.Length..].Fill(OutOfReach);
    }

    private static void Solve(ReadOnlySpan<double> beyond, double target, Span<double> weights)
    {
        var logBeta = 0.0;
        var low = double.NegativeInfinity; // where the entropy is too large
        var high = double.PositiveInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            var (entropy, slope) = Weigh(beyond, Math.Exp(logBeta), weights);
            if (Math.Abs(entropy - target) < Tolerance)
            {
                return;
            }

            if (entropy > target)
            {
                low = logBeta;
            }
            else
            {
                high = logBeta;
            }

            var next = logBeta + ((entropy - target) / slope);
            if (next > low && next < high && Math.Abs(next - logBeta) < LongestJump)
            {
                logBeta = next;
            }
            else if (double.IsFinite(low) && double.IsFinite(high))
            {
                logBeta = (low + high) / 2;
            }
            else
            {
                logBeta += entropy > target ? LongestJump / 2 : -LongestJump / 2;
            }
        }
    }

    /// <summary>
    /// The weights exp(−β d²); the entropy of their distribution in nats, and β² Var(d²), which is how fast it falls with ln β.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Entropy, double Slope) Weigh(ReadOnlySpan<double> beyond, double beta, Span<double> weights)
    {
        var sums = Vector256<double>.Zero;
        var firstMoments = Vector256<double>.Zero;
        var secondMoments = Vector256<double>.Zero;
        for (var j = 0; j < beyond.Length; j += Vector256<double>.Count)
        {
            var distance = Vector256.Create(beyond[j..]);
            var weight = Vector256.Exp(distance * -beta);
            weight.CopyTo(weights[j..]);
            sums += weight;
            firstMoments += weight * distance;
            secondMoments += weight * distance * distance;
        }

        var sum = Vector256.Sum(sums); // at least 1: the nearest weighs exp(0)
        var mean = Vector256.Sum(firstMoments) / sum;
        var variance = (Vector256.Sum(secondMoments) / sum) - (mean * mean);
        return (Math.Log(sum) + (beta * mean), beta * beta * variance);
    }
}
