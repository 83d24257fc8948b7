namespace Countenance.Models;

/// <summary>The backbones, by name.</summary>
public static class ModelArchitectures
{
    /// <summary>Every backbone.</summary>
    public static IReadOnlyList<ModelArchitecture> All { get; } =
    [
        new("fmpnet", "FMPNet, fractional max pooling", 48, FmpNet.SmallestSize, (shape, generator) => new FmpNet(shape, generator)),
        new("cvgg13", "CVGG13, the VGG of FERPlus", 64, CVgg13.SmallestSize, (shape, generator) => new CVgg13(shape, generator)),
        new("alexnet", "AlexNet under torchvision's names", 227, AlexNet.SmallestSize, (shape, generator) => new AlexNet(shape, generator)),
        new("resnet18", "ResNet18 under torchvision's names", 64, 1, (shape, generator) => new ResNet18(shape, generator)),
        new("resnet18-fine", "ResNet18 without its max-pool", 48, 1, (shape, generator) => new ResNet18(shape, generator, isFine: true)),
        new("preactresnet18", "PreActResNet18, stem of stride 1", 64, 1, (shape, generator) => new PreActResNet18(shape, generator)),
    ];

    /// <summary>Finds a backbone.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static ModelArchitecture Find(string name)
        => All.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new ArgumentException(
                $"The model must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));
}
