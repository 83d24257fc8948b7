namespace Countenance.Clustering;

/// <summary>How a Gaussian mixture is fitted.</summary>
public sealed record GaussianMixtureOptions
{
    /// <summary>K, the number of components.</summary>
    public required int Components { get; init; }

    /// <summary>What covariances may be; full by default, as in the authors' code.</summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Full;

    /// <summary>Independent starts, of which <see cref="Selection"/> says which is kept; 1 by default.</summary>
    public int Restarts { get; init; } = 1;

    /// <summary>Which start is kept; the likeliest by default.</summary>
    public MixtureSelection Selection { get; init; } = MixtureSelection.Likeliest;

    /// <summary>The most iterations of one start; 100 by default.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>
    /// A start has converged when an iteration changes the mean log-likelihood of a sample by at most this (scikit-learn's rule); 1e-3 by
    /// default. With 0 it runs until nothing changes at all, or to <see cref="MaxIterations"/>.
    /// </summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>
    /// What is added to every variance, as a share of the mean variance of the samples' coordinates (of 1 where the samples are all
    /// equal), so that a fit does not depend on the unit of the embedding; 1e-6 by default. It keeps components of fewer samples than
    /// dimensions invertible.
    /// </summary>
    public double Regularisation { get; init; } = 1e-6;

    /// <summary>The seed; the same seed gives the same mixture.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Means from which the first start departs, row-major [K, D], in place of k-means: every sample belongs to the nearest of them at
    /// first. Component k of that start descends from mean k. Further starts depart from k-means.
    /// </summary>
    public float[]? StartMeans { get; init; }

    /// <summary>
    /// Further starts, each of which parts the samples along one coordinate into K groups of equal size: start s along coordinate s, at
    /// most D of them; 0 by default. k-means sees only the coordinates that vary most; these find components apart in any, and are
    /// worth their time where the coordinates are principal components.
    /// </summary>
    public int AxisStarts { get; init; }

    /// <summary>The most threads used; −1 for all of the machine's. The result does not depend on it.</summary>
    public int Threads { get; init; } = -1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Components);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Restarts);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxIterations);
        ArgumentOutOfRangeException.ThrowIfNegative(AxisStarts);
        Require(Enum.IsDefined(Covariance), nameof(Covariance), "full, diagonal or spherical", Covariance);
        Require(Enum.IsDefined(Selection), nameof(Selection), "likeliest or clearest", Selection);
        Require(Tolerance >= 0, nameof(Tolerance), "at least 0", Tolerance);
        Require(Regularisation > 0 && double.IsFinite(Regularisation), nameof(Regularisation), "positive and finite", Regularisation);
        Require(Threads is -1 or > 0, nameof(Threads), "positive, or −1 for all", Threads);
        if (StartMeans is not null)
        {
            var wrong = Array.FindIndex(StartMeans, static value => !float.IsFinite(value));
            Require(wrong < 0, nameof(StartMeans), "finite", wrong < 0 ? 0 : StartMeans[wrong]);
            Require(
                StartMeans.Length > 0 && StartMeans.Length % Components == 0,
                nameof(StartMeans),
                $"one row for each of the {Components} components",
                $"{StartMeans.Length} values");
        }
    }

    private static void Require(bool holds, string name, string rule, object got)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} must be {rule}. Got {got}.");
        }
    }
}
