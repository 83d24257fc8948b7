namespace Countenance.Models;

/// <summary>The backbones, by name.</summary>
public static class ModelArchitectures
{
    /// <summary>Every backbone.</summary>
    public static IReadOnlyList<ModelArchitecture> All { get; } =
    [
        new("resnet18", "ResNet18 under torchvision's names", 64, 1, (shape, generator) => new ResNet18(shape, generator)),
    ];

    /// <summary>Finds a backbone.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static ModelArchitecture Find(string name)
        => All.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new ArgumentException(
                $"The model must be one of {string.Join(", ", All.Select(entry => entry.Name))}. Got {name}.", nameof(name));
}
