using Countenance.Classification;
using Countenance.Retrieval;

namespace Countenance.Evaluation;

/// <summary>How an evaluation is run; the defaults are the paper's protocol (§4.1).</summary>
public sealed record EvaluationOptions
{
    /// <summary>The parts that are run.</summary>
    public EvaluationParts Parts { get; init; } = EvaluationParts.All;

    /// <summary>The neighbours that vote in the kNN classification; 11.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int K { get; init => field = Positive(value, nameof(K)); } = 11;

    /// <summary>The numbers of neighbours of the sweep of Figure 5: odd, 1 to 31. Empty: no sweep.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not positive.</exception>
    public IReadOnlyList<int> SweepK { get; init => field = Positive(value, nameof(SweepK)); } =
        [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31];

    /// <summary>The numbers of neighbours of Recall@K and Acc@K: 1, 2, 4, 8, 16, 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not positive.</exception>
    public IReadOnlyList<int> RetrievalK { get; init => field = Positive(value, nameof(RetrievalK)); } = RetrievalMetrics.PaperK;

    /// <summary>Restarts of k-means; 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Restarts { get; init => field = Positive(value, nameof(Restarts)); } = 10;

    /// <summary>The seed of k-means.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The priors of the posterior. The paper's are uniform; the default is the training split's shares, since sampling is balanced but
    /// the world is not.
    /// </summary>
    public PriorChoice Prior { get; init; } = PriorChoice.Training;

    /// <summary>The covariance of the posterior; the paper's σ²I.</summary>
    public CovarianceChoice Covariance { get; init; } = CovarianceChoice.Isotropic;

    /// <summary>The most threads used; −1 for all of the machine's. No figure depends on it.</summary>
    public int Threads { get; init; } = -1;

    private static int Positive(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        return value;
    }

    private static IReadOnlyList<int> Positive(IReadOnlyList<int> values, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        foreach (var value in values)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, name);
        }

        return values;
    }
}
