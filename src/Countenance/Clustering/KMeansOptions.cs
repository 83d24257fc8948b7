namespace Countenance.Clustering;

/// <summary>How k-means is run.</summary>
public sealed record KMeansOptions
{
    /// <summary>Checks the options.</summary>
    /// <param name="clusters">K, the number of clusters.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="clusters"/> is not positive.</exception>
    public KMeansOptions(int clusters)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clusters);
        Clusters = clusters;
    }

    /// <summary>K, the number of clusters.</summary>
    public int Clusters { get; }

    /// <summary>Independent starts, of which the one with the lowest inertia is kept; 10 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Restarts { get; init => field = Positive(value, nameof(Restarts)); } = 10;

    /// <summary>The most Lloyd iterations of one start; 300 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int MaxIterations { get; init => field = Positive(value, nameof(MaxIterations)); } = 300;

    /// <summary>
    /// A start ends when the squared movement of all centres together is at most this times the mean variance of the coordinates
    /// (scikit-learn's rule), or when no sample changes its cluster; 1e-4 by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or NaN.</exception>
    public double Tolerance
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tolerance), $"Tolerance must be at least 0. Got {value}.");
    } = 1e-4;

    /// <summary>The seed; the same seed gives the same clusters.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most threads used; −1 for all of the machine's. The result does not depend on it.</summary>
    public int Threads { get; init; } = -1;

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }
}
