using Countenance.Torch;

namespace Countenance.Losses;

/// <summary>
/// The paper's CNN baseline: cross-entropy of a softmax over the network's K outputs, loss = −(1/N) Σ_i Σ_c t_ic ln softmax(z_i)_c, with t
/// one-hot or a vote distribution.
/// </summary>
public sealed class SoftmaxCrossEntropyLoss : IEmbeddingLoss
{
    /// <inheritdoc/>
    public double CollapsedSpread => 0;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The outputs are not K a sample.</exception>
    public LossResult Compute(Tensor outputs, BatchLabels labels, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (outputs.Size(1) != labels.ClassCount)
        {
            throw new ArgumentException($"The outputs must be one per class, {labels.ClassCount}. Got {outputs.Size(1)}.", nameof(outputs));
        }

        Tensor loss = -(outputs.LogSoftmax(1) * labels.Posterior(outputs.ScalarType)).Sum(1).Mean(); // [N, K] → scalar
        Tensor accuracy = outputs.Detach().ArgMax(1).EqualTo(labels.Classes).To(outputs.ScalarType).Mean();
        return new LossResult(loss, accuracy);
    }
}
