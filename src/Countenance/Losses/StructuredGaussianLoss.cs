using Countenance.Torch;

namespace Countenance.Losses;

/// <summary>
/// The Structured Gaussian Manifold loss (paper, Eq. 1–4 and Algorithm 1):
/// μ_c = mean of the batch's embeddings of class c; p_ic = π_c exp(−‖z_i−μ_c‖²/2σ²) / Σ_k π_k exp(−‖z_i−μ_k‖²/2σ²);
/// loss = (1/N) Σ_i Σ_c (p_ic − t_ic)². Gradients flow through the means.
/// </summary>
/// <remarks>
/// The posterior is a softmax over −‖z−μ‖²/2σ² + ln π, finite for any finite embedding; the authors' formula, with 10⁻¹⁵ in the
/// denominator, agrees wherever it does not underflow. Targets t are one-hot or a vote distribution (our extension); they are renormalised over the classes
/// present. Mixed images belong to several classes: their shares weigh them in means and likelihood. A class's only sample stays its own
/// mean even with <see cref="StructuredGaussianOptions.LeaveOneOut"/>.
/// </remarks>
public sealed class StructuredGaussianLoss : IEmbeddingLoss
{
    private readonly StructuredGaussianOptions options;

    /// <summary>Creates the loss.</summary>
    public StructuredGaussianLoss(StructuredGaussianOptions? options = null)
    {
        this.options = options ?? new StructuredGaussianOptions();
        this.options.Validate();
    }

    /// <inheritdoc/>
    public double CollapsedSpread => 0.05 * options.Sigma;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The number of priors is not K.</exception>
    public LossResult Compute(Tensor outputs, BatchLabels labels, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(labels);
        Tensor members = labels.Membership(outputs.ScalarType); // [N, K]
        Tensor counts = members.Sum(0); // [K]
        Tensor means = members.Transpose(0, 1).Matmul(outputs) / counts.ClampMinimum(1e-30).Unsqueeze(1); // [K, D]
        Tensor present = counts.GreaterThan(0).To(outputs.ScalarType); // [K]
        Tensor targets = Targets(labels, members, present); // [N, K]
        Tensor distances = Distances(outputs, means); // [N, K]
        if (options.LeaveOneOut)
        {
            distances *= LeaveOneOutFactor(members, counts);
        }

        Tensor logits = Logits(distances, present, labels.ClassCount);
        Tensor loss = Divergence(logits, targets, present);
        if (options.Regeneration)
        {
            Tensor mixed = Regenerated(outputs, means, targets, present, labels.ClassCount, generator);
            loss = (loss + mixed) / 2;
        }

        if (options.LikelihoodWeight > 0)
        {
            Tensor own = (distances * members).Sum(1).Mean(); // ‖z_i−μ_y‖², averaged
            loss += own * (options.LikelihoodWeight / (2 * options.Sigma * options.Sigma));
        }

        Tensor accuracy = logits.Detach().ArgMax(1).EqualTo(labels.Classes).To(outputs.ScalarType).Mean();
        return new LossResult(loss, accuracy);
    }

    // Differences first, squares after: no cancellation however far the points are from the origin. The limit keeps squares finite.
    private static Tensor Distances(Tensor outputs, Tensor means)
        => (outputs.Unsqueeze(1) - means.Unsqueeze(0)).Clamp(-1e15, 1e15).Square().Sum(2); // [N, 1, D] − [1, K, D] → [N, K]

    private static Tensor Targets(BatchLabels labels, Tensor members, Tensor present)
    {
        if (labels.Targets is null)
        {
            return members;
        }

        Tensor known = labels.Targets.To(members.ScalarType) * present;
        return known / known.Sum(1, keepDimension: true).ClampMinimum(1e-30);
    }

    // z_i − mean of the others = n/(n−1) · (z_i − μ), so leaving one out scales the squared distance to the own class.
    private static Tensor LeaveOneOutFactor(Tensor members, Tensor counts)
    {
        Tensor others = (counts - 1).ClampMinimum(1);
        Tensor several = counts.GreaterThan(1).To(members.ScalarType);
        Tensor factor = (((counts / others).Square() - 1) * several) + 1; // 1 for a class of one
        return (members * (factor - 1)) + 1; // [N, K]
    }

    private Tensor Divergence(Tensor logits, Tensor targets, Tensor present)
    {
        Tensor square = (logits.Softmax(1) - targets).Square().Sum(1).Mean();
        if (options.CrossEntropyWeight == 0)
        {
            return square;
        }

        Tensor logarithms = logits.LogSoftmax(1).MaskedFill(present.EqualTo(0), 0); // a class that is absent has target 0
        return square - ((targets * logarithms).Sum(1).Mean() * options.CrossEntropyWeight);
    }

    private Tensor Logits(Tensor distances, Tensor present, int classCount)
    {
        Tensor logits = distances * (-1 / (2 * options.Sigma * options.Sigma));
        if (options.Priors is { } priors)
        {
            if (priors.Count != classCount)
            {
                throw new ArgumentException($"There must be one prior for each of the {classCount} classes. Got {priors.Count}.");
            }

            double[] logarithms = [.. priors.Select(prior => Math.Log(prior))];
            logits += Tensor.From(logarithms, classCount).To(distances.ScalarType).To(distances.Device);
        }

        return logits.MaskedFill(present.EqualTo(0), double.NegativeInfinity);
    }

    private Tensor Regenerated(
        Tensor outputs, Tensor means, Tensor targets, Tensor present, int classCount, RandomGenerator generator)
    {
        // The middle one of three uniform numbers is distributed as Beta(2, 2).
        float[] draws = Tensor.Rand([3], generator).ToArray<float>();
        Array.Sort(draws);
        double lambda = draws[1];
        Tensor order = Tensor.RandomPermutation(outputs.Size(0), generator).To(outputs.Device);
        Tensor mixed = (outputs * lambda) + (outputs.IndexSelect(0, order) * (1 - lambda));
        Tensor mixedTargets = (targets * lambda) + (targets.IndexSelect(0, order) * (1 - lambda));
        return Divergence(Logits(Distances(mixed, means), present, classCount), mixedTargets, present);
    }
}
