using Countenance.Torch;

namespace Countenance.Losses;

/// <summary>
/// The paper's triplet baseline: loss = mean over triplets of max(0, ‖a−p‖ − ‖a−n‖ + margin), where the positive p is of the anchor's
/// class and the negative n of another.
/// </summary>
/// <remarks>
/// Every sample of the batch is an anchor once, with a positive and a negative chosen by a <see cref="TripletMiner"/> from the same batch.
/// The paper draws 128 triplets of three images each; here B images give B triplets, so that an image is embedded once and not three times.
/// Anchors without a positive or a negative take no part; if none is left the loss is 0.
/// </remarks>
public sealed class TripletMarginLoss : IEmbeddingLoss
{
    private static readonly Operator PairDistances = new("aten::cdist");

    private readonly double margin;
    private readonly TripletMiner miner;

    /// <summary>Creates the loss.</summary>
    /// <exception cref="ArgumentException">An option lies outside its range.</exception>
    public TripletMarginLoss(TripletMarginOptions? options = null)
    {
        options ??= new TripletMarginOptions();
        options.Validate();
        margin = options.Margin;
        miner = TripletMiners.Find(options.Mining);
    }

    /// <inheritdoc/>
    public double CollapsedSpread => 0.05 * margin;

    /// <summary>
    /// Computes the loss; its accuracy is the share of triplets in the right order, and <c>activeTriplets</c> the share that violates the
    /// margin, the ones that give a gradient.
    /// </summary>
    /// <inheritdoc/>
    public LossResult Compute(Tensor outputs, BatchLabels labels, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(labels);
        TripletCandidates candidates = Candidates(outputs, labels);
        (Tensor positives, Tensor negatives) = miner.Choose(candidates, generator); // int64 [N] each
        Tensor valid = HasOne(candidates.Positives).And(HasOne(candidates.Negatives)).To(outputs.ScalarType); // [N]
        Tensor count = valid.Sum().ClampMinimum(1);

        Tensor excess = Distances(outputs, outputs.IndexSelect(0, positives)) - Distances(outputs, outputs.IndexSelect(0, negatives));
        Tensor loss = ((excess + margin).Relu() * valid).Sum() / count;

        Tensor found = excess.Detach();
        Tensor active = (found.GreaterThan(-margin).To(outputs.ScalarType) * valid).Sum() / count;
        Tensor accuracy = (found.LessThan(0).To(outputs.ScalarType) * valid).Sum() / count;
        return new LossResult(loss, accuracy) { Measures = [("activeTriplets", active)] };
    }

    private static TripletCandidates Candidates(Tensor outputs, BatchLabels labels)
    {
        Tensor points = outputs.Detach();
        Tensor same = labels.Classes.Unsqueeze(1).EqualTo(labels.Classes.Unsqueeze(0)); // [N, N]
        Tensor itself = Tensor.Arange(0, outputs.Size(0), ScalarType.Int64, outputs.Device);
        Tensor others = itself.Unsqueeze(1).EqualTo(itself.Unsqueeze(0)).EqualTo(0);
        Tensor sizes = same.To(outputs.ScalarType).Sum(0); // [N]
        Tensor distances = PairDistances.Call(points, points, 2.0, OperatorArgument.None);
        return new TripletCandidates(distances, same.And(others), same.EqualTo(0), sizes);
    }

    private static Tensor HasOne(Tensor candidates) => candidates.To(ScalarType.Float32).Sum(1).GreaterThan(0);

    // √ has no gradient at 0; below the limit two points count as one, and attract or repel no more. The other limit keeps squares finite.
    private static Tensor Distances(Tensor left, Tensor right)
        => (left - right).Clamp(-1e15, 1e15).Square().Sum(1).ClampMinimum(1e-16).Sqrt(); // [N, D] → [N]
}
