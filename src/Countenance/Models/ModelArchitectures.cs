using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Models;

/// <summary>One backbone a model can have.</summary>
/// <param name="Name">Name on the command line and in model files.</param>
/// <param name="Description">One line of help.</param>
/// <param name="InputSize">Side of the input in pixels the backbone was made for.</param>
/// <param name="Create">Builds it: channels, outputs, source of the first weights.</param>
public sealed record ModelArchitecture(string Name, string Description, int InputSize, Func<int, int, RandomGenerator, Module> Create);

/// <summary>The backbones, by name.</summary>
public static class ModelArchitectures
{
    /// <summary>Every backbone.</summary>
    public static IReadOnlyList<ModelArchitecture> All { get; } =
    [
        new(
            "resnet18",
            "ResNet18 under torchvision's names",
            64,
            (channels, outputs, generator) => new ResNet18(channels, outputs, generator)),
    ];

    /// <summary>Finds a backbone.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static ModelArchitecture Find(string name)
        => All.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new ArgumentException(
                $"The model must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));
}
