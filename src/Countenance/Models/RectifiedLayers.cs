using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>
/// Layers before a ReLU, with the first values of He et al. (2015): weights normal with variance 2 / fan in, biases 0. Through them
/// activations neither fade nor explode, so that deep networks learn from scratch without batch normalisation.
/// </summary>
internal static class RectifiedLayers
{
    public static Conv2d Convolution(int inputs, int outputs, Conv2dOptions options, RandomGenerator generator)
        => Started(new Conv2d(inputs, outputs, options, generator), generator);

    public static Linear Linear(int inputs, int outputs, RandomGenerator generator)
        => Started(new Linear(inputs, outputs, generator), generator);

    private static T Started<T>(T layer, RandomGenerator generator)
        where T : Module
    {
        using var mode = Autograd.NoGrad();
        foreach ((_, Tensor parameter) in layer.NamedParameters())
        {
            _ = parameter.Rank > 1 ? Initializers.KaimingNormalFanIn(parameter, generator) : parameter.FillInPlace(0);
        }

        return layer;
    }
}
