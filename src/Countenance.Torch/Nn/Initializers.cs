namespace Countenance.Torch.Nn;

/// <summary>First values of weights, as PyTorch draws them; with <see cref="RandomGenerator.None"/> whatever is in memory.</summary>
public static class Initializers
{
    /// <summary>
    /// Normal with standard deviation √(2 / fan out): for a convolution [out, in, h, w] before a ReLU (He et al. 2015), as torchvision's
    /// ResNet starts.
    /// </summary>
    public static Tensor KaimingNormalFanOut(Tensor weight, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(weight);
        long fanOut = weight.Size(0) * ReceptiveField(weight);
        return Normal(weight, Math.Sqrt(2.0 / fanOut), generator);
    }

    /// <summary>
    /// Normal with standard deviation √(2 / fan in): for a convolution [out, in, h, w] or a linear layer [out, in] before a ReLU (He et
    /// al. 2015), so that activations keep their size through the layers without any normalisation.
    /// </summary>
    public static Tensor KaimingNormalFanIn(Tensor weight, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(weight);
        long fanIn = weight.Size(1) * ReceptiveField(weight);
        return Normal(weight, Math.Sqrt(2.0 / fanIn), generator);
    }

    /// <summary>Uniform in ±1/√fan in: PyTorch's default for convolutions and linear layers, weights and biases.</summary>
    /// <param name="tensor">What is filled.</param>
    /// <param name="fanIn">Inputs of one output.</param>
    /// <param name="generator">Source of randomness.</param>
    public static Tensor UniformFanIn(Tensor tensor, long fanIn, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fanIn);
        double bound = 1 / Math.Sqrt(fanIn);
        return generator == RandomGenerator.None ? tensor : tensor.UniformInPlace(-bound, bound, generator);
    }

    private static Tensor Normal(Tensor weight, double deviation, RandomGenerator generator)
        => generator == RandomGenerator.None ? weight : weight.NormalInPlace(0, deviation, generator);

    private static long ReceptiveField(Tensor weight)
    {
        long field = 1;
        for (int i = 2; i < weight.Rank; i++)
        {
            field *= weight.Size(i);
        }

        return field;
    }
}
