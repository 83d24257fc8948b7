using Countenance.Torch;

namespace Countenance.Losses;

/// <summary>A batch as a miner sees it. Rows are anchors, columns candidates.</summary>
/// <param name="Distances">Euclidean distances of the outputs, float [N, N], without gradient.</param>
/// <param name="Positives">Whether the candidate is another sample of the anchor's class, bool [N, N].</param>
/// <param name="Negatives">Whether the candidate is of another class, bool [N, N].</param>
/// <param name="ClassSizes">Samples of the candidate's class in the batch, float [N].</param>
public sealed record TripletCandidates(Tensor Distances, Tensor Positives, Tensor Negatives, Tensor ClassSizes);

/// <summary>One way of choosing a positive and a negative for every anchor.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Description">One line of help.</param>
/// <param name="Choose">
/// Gives the index of each anchor's positive and negative, int64 [N] each; what it gives for an anchor without candidates does not matter.
/// </param>
public sealed record TripletMiner(
    string Name, string Description, Func<TripletCandidates, RandomGenerator, (Tensor Positives, Tensor Negatives)> Choose);

/// <summary>The ways of choosing triplets, by name.</summary>
public static class TripletMiners
{
    /// <summary>Every way.</summary>
    public static IReadOnlyList<TripletMiner> All { get; } =
    [
        new("random", "any positive, and any negative of a class drawn evenly, as the paper does", Random),
        new("semihard", "any positive, and the nearest negative that is farther than it (Schroff et al. 2015)", SemiHard),
        new("batchhard", "the farthest positive and the nearest negative (Hermans et al. 2017)", BatchHard),
    ];

    /// <summary>Finds a way.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static TripletMiner Find(string name)
        => All.FirstOrDefault(entry => entry.Name == name)
            ?? throw new ArgumentException(
                $"Mining must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));

    private static (Tensor Positives, Tensor Negatives) Random(TripletCandidates batch, RandomGenerator generator)
    {
        Tensor positives = Largest(Draw(batch, generator), batch.Positives);

        // The largest of u^(1/w) falls on a candidate with probability w over the sum of all w (Efraimidis & Spirakis 2006); w = 1/class size.
        Tensor keys = Draw(batch, generator).ClampMinimum(1e-30).Log() * batch.ClassSizes.Unsqueeze(0);
        return (positives, Largest(keys, batch.Negatives));
    }

    private static (Tensor Positives, Tensor Negatives) SemiHard(TripletCandidates batch, RandomGenerator generator)
    {
        Tensor positives = Largest(Draw(batch, generator), batch.Positives);
        Tensor reach = batch.Distances.Gather(1, positives.Unsqueeze(1)); // [N, 1]
        Tensor farther = batch.Negatives.And(reach.LessThan(batch.Distances));
        Tensor hasFarther = farther.To(ScalarType.Float32).Sum(1).GreaterThan(0);
        Tensor negatives = Tensor.Where(
            hasFarther, Largest(-batch.Distances, farther), Largest(batch.Distances, batch.Negatives)); // else the farthest there is
        return (positives, negatives);
    }

    private static (Tensor Positives, Tensor Negatives) BatchHard(TripletCandidates batch, RandomGenerator generator)
        => (Largest(batch.Distances, batch.Positives), Largest(-batch.Distances, batch.Negatives));

    private static Tensor Draw(TripletCandidates batch, RandomGenerator generator)
        => Tensor.Rand(batch.Distances.Shape, generator, batch.Distances.ScalarType).To(batch.Distances.Device);

    // Index of the largest key among the candidates of each row, [N].
    private static Tensor Largest(Tensor keys, Tensor candidates)
        => keys.MaskedFill(candidates.EqualTo(0), double.NegativeInfinity).ArgMax(1);
}
