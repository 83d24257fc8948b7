using System.Security.Cryptography;
using System.Text.Json;
using Countenance.Classification;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Torch.Safetensors;

namespace Countenance.Models;

/// <summary>
/// Model files: safetensors with the backbone's state dict under its own names (torchvision's for ResNet18 and AlexNet), the class
/// Gaussians under <c>gaussians.</c>, those of sub-classes under <c>subclassGaussians.</c>, what 8 bits need under <c>activationRanges</c>
/// [U, 5], and the <see cref="ModelCard"/> as JSON in the metadata under <c>countenance</c>.
/// </summary>
public static class ModelFile
{
    private const string CardKey = "countenance";
    private const string GaussianPrefix = "gaussians.";
    private const string SubclassGaussianPrefix = "subclassGaussians.";
    private const string RangesKey = "activationRanges";

    /// <summary>Writes a model atomically.</summary>
    /// <exception cref="IOException">The file could not be written; the old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Save(string path, EmbeddingModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Save(path, model.Card, model.Network.StateDict(), model.Gaussians, model.SubclassGaussians, model.ActivationRanges);
    }

    /// <summary>Writes a model whose weights are a state dict, such as an average of weights.</summary>
    /// <inheritdoc cref="Save(string, EmbeddingModel)" path="/exception"/>
    public static void Save(
        string path,
        ModelCard card,
        IEnumerable<(string Name, Tensor Tensor)> state,
        ClassGaussians? gaussians,
        ClassGaussians? subclassGaussians = null,
        IReadOnlyList<ActivationRange>? activationRanges = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        SafetensorsSource[] sources =
        [
            .. state.Select(entry => entry.Tensor.ToSource(entry.Name)),
            .. Sources(GaussianPrefix, gaussians),
            .. Sources(SubclassGaussianPrefix, subclassGaussians),
            .. activationRanges is null ? (SafetensorsSource[])[] :
            [
                SafetensorsSource.FromValues<float>(
                    RangesKey, [activationRanges.Count, ActivationRange.Length], ActivationRange.ToValues(activationRanges)),
            ],
        ];
        SafetensorsWriter.Write(path, sources, new Dictionary<string, string> { [CardKey] = card.ToJson() });
    }

    /// <summary>Whether an open file says of itself that it is a model.</summary>
    public static bool IsModel(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Metadata.ContainsKey(CardKey);
    }

    /// <summary>Reads a model's card without its weights.</summary>
    /// <exception cref="ModelException">The file is missing or no model.</exception>
    public static ModelCard ReadCard(string path)
    {
        using SafetensorsFile file = Open(path);
        return Card(file);
    }

    /// <summary>SHA-256 of a model's file, in hexadecimal.</summary>
    /// <exception cref="ModelException">The file cannot be read.</exception>
    public static string Digest(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(path, "the model file cannot be read: " + error.Message, error);
        }
    }

    /// <summary>
    /// Reads a model, to be used in evaluation: its layers have no source for the draws that some make in training. The caller owns it.
    /// </summary>
    /// <param name="path">A model file.</param>
    /// <param name="device">Where it is to compute; the processor by default.</param>
    /// <exception cref="ModelException">The file is missing, damaged, or no model.</exception>
    /// <exception cref="TorchException">The device is not available.</exception>
    public static EmbeddingModel Load(string path, Device? device = null)
    {
        TorchRuntime.Require(device ?? Device.Cpu);
        using SafetensorsFile file = Open(path);
        ModelCard card = Card(file);
        Module network = Network(path, card);
        try
        {
            using var scope = new TensorScope();
            network.LoadStateDict(file.ReadTensors());
            RequireFinite(network);
            network.Train(false);
            string[] subclasses = [.. card.Subclasses.Select(subclass => subclass.Name)];
            return new EmbeddingModel(
                card, network, Gaussians(file, card, GaussianPrefix, card.Classes),
                Gaussians(file, card, SubclassGaussianPrefix, subclasses), Ranges(file, network.UnitCount))
                .To(device ?? Device.Cpu);
        }
        catch (Exception error) when (error is ArgumentException or SafetensorsException)
        {
            network.Dispose();
            throw new ModelException(path, (error as SafetensorsException)?.Reason ?? error.Message, error);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    // With such a weight every embedding is not a number, and nobody would know why.
    private static void RequireFinite(Module network)
    {
        foreach ((string name, Tensor tensor) in network.StateDict())
        {
            if (!tensor.IsFinite())
            {
                throw new ArgumentException($"{name} holds numbers that are not finite");
            }
        }
    }

    private static Module Network(string path, ModelCard card)
    {
        try
        {
            return ModelArchitectures.Find(card.Architecture).Build(card.Shape, RandomGenerator.None);
        }
        catch (Exception error) when (error is ArgumentException or TorchException)
        {
            throw new ModelException(path, error.Message, error);
        }
    }

    private static SafetensorsFile Open(string path)
    {
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (SafetensorsException error)
        {
            throw new ModelException(path, "the model file cannot be read: " + error.Reason, error);
        }
    }

    private static ModelCard Card(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(CardKey, out string? json))
        {
            throw new ModelException(file.Path, $"not a model of this program: its metadata has no '{CardKey}'");
        }

        try
        {
            ModelCard card = ModelCard.FromJson(json);
            return card.Version > ModelCard.CurrentVersion
                ? throw new ModelException(file.Path, $"written by a later version of this program (layout {card.Version})")
                : card is { Channels: 1 or 3, ImageSize: > 0, Outputs: > 0, Classes.Count: > 0 } && Enum.IsDefined(card.Head)
                    && (card.Head != ModelHead.Classifier || card.Outputs == card.Classes.Count)
                    && card.Subclasses.All(subclass => subclass.Class >= 0 && subclass.Class < card.Classes.Count)
                    ? card
                    : throw new ModelException(
                        file.Path, "its model card is damaged: no network has such channels, sizes, classes, sub-classes or head");
        }
        catch (JsonException error)
        {
            throw new ModelException(file.Path, "its model card is damaged: " + error.Message, error);
        }
    }

    private static IEnumerable<SafetensorsSource> Sources(string prefix, ClassGaussians? gaussians)
    {
        if (gaussians is null)
        {
            return [];
        }

        long k = gaussians.ClassCount;
        long d = gaussians.Dimension;
        return
        [
            SafetensorsSource.FromValues<float>($"{prefix}means", [k, d], gaussians.Means),
            SafetensorsSource.FromValues<float>($"{prefix}covariances", [k, d, d], gaussians.Covariances),
            SafetensorsSource.FromValues<float>($"{prefix}priors", [k], gaussians.Priors),
            SafetensorsSource.FromValues<float>($"{prefix}counts", [k], gaussians.Counts),
        ];
    }

    private static ActivationRange[]? Ranges(SafetensorsFile file, int units)
        => !file.TryGet(RangesKey, out SafetensorsEntry? entry) ? null
            : entry.Shape.SequenceEqual([units, ActivationRange.Length])
                ? ActivationRange.FromValues(file.Values<float>(RangesKey))
                : throw new ArgumentException(
                    $"{RangesKey} must have the shape [{units}, {ActivationRange.Length}]. Got [{string.Join(", ", entry.Shape)}].");

    private static ClassGaussians? Gaussians(SafetensorsFile file, ModelCard card, string prefix, IReadOnlyList<string> names)
    {
        return file.TryGet($"{prefix}means", out _)
            ? new ClassGaussians(names, card.Outputs, card.Sigma, Read("means"), Read("covariances"), Read("priors"), Read("counts"))
            : null;

        float[] Read(string name) => file.Values<float>(prefix + name).ToArray();
    }
}
