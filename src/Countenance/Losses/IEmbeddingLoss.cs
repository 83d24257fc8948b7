using Countenance.Torch;

namespace Countenance.Losses;

/// <summary>What a batch's labels are.</summary>
/// <param name="Classes">Class of each sample, int64 [N], in 0 … K−1.</param>
/// <param name="Targets">Known posterior of each sample, float [N, K], rows summing to 1; null for its shares in the classes.</param>
/// <param name="ClassCount">K.</param>
public sealed record BatchLabels(Tensor Classes, Tensor? Targets, int ClassCount)
{
    /// <summary>Share of each sample in each class, float [N, K], rows summing to 1: of mixed images; null for one-hot of the classes.</summary>
    public Tensor? Members { get; init; }

    /// <summary>The share of each sample in each class, float [N, K].</summary>
    /// <param name="type">Type of the result.</param>
    public Tensor Membership(ScalarType type) => (Members ?? Classes.OneHot(ClassCount)).To(type);

    /// <summary>The known posterior, float [N, K]: the targets, or the shares in the classes.</summary>
    /// <param name="type">Type of the result.</param>
    public Tensor Posterior(ScalarType type) => Targets?.To(type) ?? Membership(type);
}

/// <summary>What a loss found in a batch.</summary>
/// <param name="Loss">The scalar that is minimised.</param>
/// <param name="Accuracy">Share of samples put right by the loss's own rule, a scalar in 0–1 without gradient.</param>
public sealed record LossResult(Tensor Loss, Tensor Accuracy)
{
    /// <summary>Further scalars worth a curve, by name, without gradient.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Measures { get; init; } = [];
}

/// <summary>A loss over a batch of network outputs. It makes its tensors in the caller's scope and keeps none.</summary>
public interface IEmbeddingLoss
{
    /// <summary>
    /// Spread of a batch's outputs, √(mean ‖z − mean z‖²), under which they have collapsed: to the loss all samples are alike then, and it
    /// hardly gives a gradient. 0 where that cannot be.
    /// </summary>
    double CollapsedSpread { get; }

    /// <summary>Computes the loss.</summary>
    /// <param name="outputs">What the network gave, float [N, D].</param>
    /// <param name="labels">Labels of the batch.</param>
    /// <param name="generator">Source of randomness, for losses that draw.</param>
    LossResult Compute(Tensor outputs, BatchLabels labels, RandomGenerator generator);
}
