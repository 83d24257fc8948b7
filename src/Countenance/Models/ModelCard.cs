using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Augmentation;
using Countenance.Datasets;

namespace Countenance.Models;

/// <summary>Everything about a model but its weights; stored in the model file's metadata as JSON under <c>countenance</c>.</summary>
public sealed record ModelCard
{
    /// <summary>Version of this record's layout.</summary>
    public const int CurrentVersion = 1;

    private static readonly Dictionary<string, double> NoMetrics = [];

    /// <summary>Layout the file was written in.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>Backbone, a name of <see cref="ModelArchitectures"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Channels of the input: 1 or 3.</summary>
    public required int Channels { get; init; }

    /// <summary>Side of the input in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>D, or K of a classifier.</summary>
    public required int Outputs { get; init; }

    /// <summary>What the outputs are; older files do not say and hold embeddings.</summary>
    public ModelHead Head { get; init; }

    /// <summary>
    /// Whether the embedding of an image is the mean over it and its mirror image: surer than either where training mirrored at random,
    /// for twice the time.
    /// </summary>
    public bool MirroredViews { get; init; }

    /// <summary>How intensities are normalised.</summary>
    public required InputNormalization Normalization { get; init; }

    /// <summary>Names of the K classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The S sub-classes, class after class; empty for a model without sub-spaces.</summary>
    public IReadOnlyList<ModelSubclass> Subclasses { get; init => field = value ?? []; } = []; // older files have none

    /// <summary>
    /// Whether the model was trained over its sub-classes, so that each class is the mixture of theirs; false where the sub-classes were
    /// found in a finished embedding, whose loss knew of classes alone.
    /// </summary>
    public bool ClassesAreMixtures { get; init; }

    /// <summary>The loss the model was trained with.</summary>
    public required string Loss { get; init; }

    /// <summary>σ of the structured Gaussian loss.</summary>
    public double Sigma { get; init; } = 1;

    /// <summary>T of the posterior, fitted where the model has not learned; 1 before that.</summary>
    public double Temperature { get; init => field = value > 0 ? value : 1; } = 1; // older files have none

    /// <summary>What it was trained on.</summary>
    public required TrainingData Data { get; init; }

    /// <summary>Share of its images that training held out; null of a model whose training did not note it.</summary>
    public double? HoldOut { get; init; }

    /// <summary>Whose posteriors were part of its targets; null without teachers.</summary>
    public ModelTeachers? Teachers { get; init; }

    /// <summary>Whether its training came to its end; null of a model whose training did not note it.</summary>
    public bool? IsFinished { get; init; }

    /// <summary>Epochs trained.</summary>
    public double Epochs { get; init; }

    /// <summary>Seed of the run.</summary>
    public long Seed { get; init; }

    /// <summary>What was measured when the file was written, fractions by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init => field = value ?? NoMetrics; } = NoMetrics; // another tool's may have none

    /// <summary>The network's input and output.</summary>
    [JsonIgnore]
    public NetworkShape Shape => new(Channels, ImageSize, Outputs, Head);

    /// <summary>The card as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ModelCardJson.Default.ModelCard);

    /// <summary>Reads a card.</summary>
    /// <exception cref="JsonException">The text is no card.</exception>
    public static ModelCard FromJson(string json)
        => JsonSerializer.Deserialize(json, ModelCardJson.Default.ModelCard) ?? throw new JsonException("The model card is null.");
}

/// <summary>The models that another one was taught by.</summary>
/// <param name="Weight">Their share of the targets.</param>
/// <param name="Digests">SHA-256 of every teacher's file, in hexadecimal.</param>
public sealed record ModelTeachers(double Weight, IReadOnlyList<string> Digests);

/// <summary>What a model was trained on.</summary>
/// <param name="Format">Data-set format.</param>
/// <param name="Split">Split.</param>
/// <param name="Labels">Label rule.</param>
/// <param name="Images">Number of images, the ones held out included.</param>
/// <param name="Digest">Content digest of the images and labels.</param>
public sealed record TrainingData(string Format, string Split, string Labels, int Images, string Digest)
{
    /// <summary>What is trained on a data set.</summary>
    public static TrainingData Of(ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new TrainingData(dataset.Format, dataset.Split, dataset.LabelRule, dataset.Count, dataset.Digest);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelCard))]
internal sealed partial class ModelCardJson : JsonSerializerContext;
