using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>One backbone a model can have.</summary>
/// <param name="Name">Name on the command line and in model files.</param>
/// <param name="Description">One line of help.</param>
/// <param name="InputSize">Side of the input in pixels the backbone was made for.</param>
/// <param name="SmallestSize">Smallest side of the input in pixels that leaves every layer a pixel; every larger one fits too.</param>
/// <param name="Create">Makes the network with its first weights; <see cref="Build"/> calls it with shapes that fit.</param>
public sealed record ModelArchitecture(
    string Name, string Description, int InputSize, int SmallestSize, Func<NetworkShape, RandomGenerator, Module> Create)
{
    /// <summary>Builds the network, in training mode; the caller owns it.</summary>
    /// <param name="shape">What goes in and comes out.</param>
    /// <param name="generator">Source of the first weights; layers that draw in training keep using it.</param>
    /// <exception cref="ArgumentException">The images are too small for the backbone.</exception>
    public Module Build(NetworkShape shape, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(shape);
        RequireFit(shape.ImageSize);
        return Create(shape, generator);
    }

    /// <summary>Checks that images of a size fit.</summary>
    /// <param name="imageSize">Side of the images in pixels.</param>
    /// <exception cref="ArgumentException">The images are too small; the message says which sizes fit.</exception>
    public void RequireFit(int imageSize)
    {
        if (imageSize < SmallestSize)
        {
            throw new ArgumentException(
                $"{Name} needs an image size of {SmallestSize} or more; it was made for {InputSize}. Got {imageSize}.", nameof(imageSize));
        }
    }
}
