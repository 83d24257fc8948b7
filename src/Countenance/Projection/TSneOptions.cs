namespace Countenance.Projection;

/// <summary>How a t-SNE map is made. The defaults are those of scikit-learn.</summary>
public sealed record TSneOptions
{
    /// <summary>
    /// The effective number of neighbours of a point: 2 to the entropy (in bits) of its neighbour distribution; at least 1, less than N.
    /// </summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps of gradient descent, those with exaggeration among them; at least 1.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>Factor on the attraction in the first iterations, at least 1.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>The number of first iterations with exaggerated attraction and momentum ½; after them the momentum is 0.8.</summary>
    public int ExaggerationIterations { get; init; } = 250;

    /// <summary>The learning rate, positive; null for max(N / (4 · exaggeration), 50).</summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// Barnes–Hut: a cell is taken as one when its side is less than this times its distance, 0–1; 0 takes every point alone.
    /// </summary>
    public double Theta { get; init; } = 0.5;

    /// <summary>How the repulsion is summed.</summary>
    public TSneRepulsion Repulsion { get; init; }

    /// <summary>The seed; the same seed gives the same map.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The most threads used; −1 for all of the machine's. The map does not depend on it.</summary>
    public int Threads { get; init; } = -1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value lies outside its range.</exception>
    public void Validate()
    {
        Check(nameof(Perplexity), Perplexity, Perplexity >= 1 && double.IsFinite(Perplexity), "a finite number of at least 1");
        Check(nameof(Iterations), Iterations, Iterations >= 1, "at least 1");
        Check(
            nameof(EarlyExaggeration),
            EarlyExaggeration,
            EarlyExaggeration >= 1 && double.IsFinite(EarlyExaggeration),
            "a finite number of at least 1");
        Check(nameof(ExaggerationIterations), ExaggerationIterations, ExaggerationIterations >= 0, "at least 0");
        Check(
            nameof(LearningRate),
            LearningRate,
            LearningRate is null || (LearningRate > 0 && double.IsFinite(LearningRate.Value)),
            "positive and finite");
        Check(nameof(Theta), Theta, Theta is >= 0 and <= 1, "from 0 to 1");
        Check(nameof(Repulsion), Repulsion, Enum.IsDefined(Repulsion), "one of the ways there are");
        Check(nameof(Threads), Threads, Threads is -1 or > 0, "−1 or positive");
    }

    private static void Check(string name, object? value, bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} must be {what}. Got {value}."));
        }
    }
}
