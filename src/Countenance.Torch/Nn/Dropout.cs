namespace Countenance.Torch.Nn;

/// <summary>
/// Zeroes elements at random in training and scales the rest by 1/(1−p); does nothing in evaluation (Srivastava et al. 2014).
/// </summary>
/// <param name="probability">p, in [0, 1).</param>
/// <param name="generator">Source of randomness.</param>
public sealed class Dropout(double probability, RandomGenerator generator) : Module
{
    private readonly double keep = probability is >= 0 and < 1
        ? 1 - probability
        : throw new ArgumentOutOfRangeException(
            nameof(probability), probability, $"The probability must be at least 0 and less than 1. Got {probability}.");

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!IsTraining || keep == 1)
        {
            return input;
        }

        Tensor mask = Tensor.Empty(input.Shape, input.ScalarType, input.Device).BernoulliInPlace(keep, generator.On(input.Device));
        return input * mask.MultiplyInPlace(1 / keep);
    }
}
