namespace Countenance.Datasets.Synthetic;

/// <summary>
/// One face of the synthetic data set: what to draw, what it is meant to express and what ten imagined annotators saw in it.
/// </summary>
public sealed class SyntheticFace
{
    internal SyntheticFace(SyntheticExpression expression, FaceDescription description, int[] votes)
    {
        Expression = expression;
        Description = description;
        Votes = votes;
    }

    /// <summary>The expression meant, and the one that more than half of the votes went to.</summary>
    public SyntheticExpression Expression { get; }

    /// <summary>What to draw.</summary>
    public FaceDescription Description { get; }

    /// <summary>Votes for each of the eight expressions, [8], summing to 10.</summary>
    public IReadOnlyList<int> Votes { get; }

    /// <summary>
    /// Face number <paramref name="index"/> of the endless series that belongs to <paramref name="seed"/>: always the same face, on every
    /// machine. Each run of eight faces from a multiple of eight holds every expression once, in a shuffled order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is negative.</exception>
    public static SyntheticFace Draw(ulong seed, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return FaceSampler.Draw(seed, index);
    }
}
