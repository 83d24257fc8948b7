namespace Countenance.Losses;

/// <summary>Options of <see cref="TripletMarginLoss"/>.</summary>
public sealed record TripletMarginOptions
{
    /// <summary>By how much a negative must be farther from the anchor than the positive, in units of the embedding.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>How positives and negatives are chosen, a name of <see cref="TripletMiners"/>.</summary>
    public string Mining { get; init; } = "random";

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">The margin is not positive, or the mining unknown.</exception>
    public void Validate()
    {
        if (!(Margin > 0 && double.IsFinite(Margin)))
        {
            throw new ArgumentOutOfRangeException(nameof(Margin), Margin, $"Margin must be positive. Got {Margin}.");
        }

        TripletMiners.Find(Mining);
    }
}
