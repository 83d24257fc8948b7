using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Countenance.Augmentation;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>Every choice of a training run; stored in the run folder as <c>config.json</c>.</summary>
public sealed record TrainingOptions
{
    /// <summary>Backbone, a name of <see cref="ModelArchitectures"/>.</summary>
    public string Model { get; init; } = "resnet18";

    /// <summary>Loss, a name of the registry of losses.</summary>
    public string Loss { get; init; } = "sgm";

    /// <summary>Options of the structured Gaussian loss.</summary>
    public StructuredGaussianOptions Gaussian { get; init; } = new() { Sigma = 1, LikelihoodWeight = 0.02 };

    /// <summary>Options of the triplet loss.</summary>
    public TripletMarginOptions Triplet { get; init; } = new();

    /// <summary>Whether targets are the annotators' vote distributions where the data set has them, instead of one-hot.</summary>
    public bool VoteTargets { get; init; } = true;

    /// <summary>Model files whose posteriors, averaged, are part of the targets; null for none.</summary>
    public IReadOnlyList<string>? Teachers { get; init; }

    /// <summary>Share of the teachers in the targets, in [0, 1]; the rest is votes or labels.</summary>
    public double TeacherWeight { get; init; } = 0.5;

    /// <summary>Model file whose weights the run starts from; null for random ones.</summary>
    public string? InitialModel { get; init; }

    /// <summary>D, length of an embedding; a classifier's is the number of classes.</summary>
    public int Dimension { get; init; } = 64;

    /// <summary>Side of the network's input in pixels.</summary>
    public int ImageSize { get; init; } = 64;

    /// <summary>Whether the model embeds an image as the mean over it and its mirror image.</summary>
    public bool MirroredViews { get; init; }

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>How batches are drawn, a name of the registry of samplers.</summary>
    public string Sampling { get; init; } = "sqrt";

    /// <summary>The optimiser.</summary>
    public OptimizerKind Optimizer { get; init; }

    /// <summary>Largest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>Epochs over which the learning rate rises.</summary>
    public double WarmupEpochs { get; init; } = 1;

    /// <summary>What the learning rate does after that.</summary>
    public ScheduleKind Schedule { get; init; }

    /// <summary>Decay of the moving average of the weights, which is what is evaluated and kept; 0 for none.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Share of the training images held out, class by class, to choose the best epoch by; 0 for none.</summary>
    public double HoldOut { get; init; } = 0.05;

    /// <summary>Epochs without a better score on the held-out images after which training stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Precision of convolutions and matrix products.</summary>
    public ComputePrecision Precision { get; init; }

    /// <summary>Where the run computes; it may go on on another device than it began on.</summary>
    [JsonConverter(typeof(DeviceJsonConverter))]
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>The one seed of the run.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Changes made to training images.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>
    /// α of the Beta(α, α) by which every image, and its target, is mixed with another one of the batch (mixup, Zhang et al. 2018); 0 for none.
    /// </summary>
    public double Mixup { get; init; }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range, or a name is unknown.</exception>
    public void Validate()
    {
        EmbeddingLosses.Find(Loss);
        RequireTargets(Teachers is { Count: > 0 }, "A teacher");
        RequireTargets(Mixup > 0, "Mixup");
        ArgumentOutOfRangeException.ThrowIfNegative(Mixup);
        if (Mixup > 0 && Gaussian.LeaveOneOut)
        {
            throw new ArgumentException("Mixup needs means over the whole batch: LeaveOneOut must be false.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(TeacherWeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(TeacherWeight, 1);
        Samplers.Find(Sampling);
        LossOptions().Validate();
        Augmentation.Validate();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Dimension);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimension, 8192);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImageSize, 8);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ImageSize, 1024);
        ModelArchitectures.Find(Model).RequireFit(ImageSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(BatchSize, 65536);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(LearningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(WeightDecay);
        ArgumentOutOfRangeException.ThrowIfNegative(WarmupEpochs);
        RequireKnown(Optimizer);
        RequireKnown(Schedule);
        RequireKnown(Precision);
        if (Precision == ComputePrecision.EightBit)
        {
            throw new ArgumentException("int8 cannot be used for training.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(AverageDecay);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(AverageDecay, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(HoldOut);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HoldOut, 0.5);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        if (Patience > 0 && HoldOut == 0)
        {
            throw new ArgumentException("Patience needs held-out images to judge by: HoldOut must be above 0.");
        }
    }

    /// <summary>The options of the losses among these.</summary>
    public LossOptions LossOptions() => new() { Gaussian = Gaussian, Triplet = Triplet };

    /// <summary>The network this run trains.</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classCount">K.</param>
    public NetworkShape Shape(int channels, int classCount)
    {
        ModelHead head = EmbeddingLosses.Find(Loss).Head;
        return new NetworkShape(channels, ImageSize, head == ModelHead.Classifier ? classCount : Dimension, head);
    }

    /// <summary>The options as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, TrainingJson.Default.TrainingOptions);

    /// <summary>The names of the choices in which others differ, as they stand in the JSON (<c>gaussian.sigma</c>).</summary>
    public IReadOnlyList<string> DifferencesFrom(TrainingOptions others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return OptionDifferences.Between(JsonNode.Parse(ToJson()), JsonNode.Parse(others.ToJson()));
    }

    /// <summary>Reads options; those that the text leaves out have their defaults.</summary>
    /// <exception cref="JsonException">The text is not a configuration.</exception>
    public static TrainingOptions FromJson(string json)
    {
        var given = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
            ?? throw new JsonException("A configuration must be a JSON object.");
        var whole = JsonSerializer.SerializeToNode(new TrainingOptions(), TrainingJson.Default.TrainingOptions)!.AsObject();
        Overlay(whole, given);
        return whole.Deserialize(TrainingJson.Default.TrainingOptions)!;
    }

    private void RequireTargets(bool isNeeded, string what)
    {
        if (isNeeded && !EmbeddingLosses.Find(Loss).LearnsFromTargets)
        {
            throw new ArgumentException($"{what} needs a loss that learns from targets. Got {Loss}, which learns from classes alone.");
        }
    }

    private static void RequireKnown<T>(T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            throw new ArgumentException($"{typeof(T).Name} must be one of {string.Join(", ", Enum.GetNames<T>())}. Got {value}.");
        }
    }

    // The generated reader sets what the text leaves out to zero, so the defaults are written under it.
    private static void Overlay(JsonObject defaults, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (value is JsonObject inner && defaults[name] is JsonObject own)
            {
                Overlay(own, inner);
            }
            else
            {
                defaults[name] = value?.DeepClone();
            }
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(TrainingOptions))]
[JsonSerializable(typeof(TrainingProgress))]
internal sealed partial class TrainingJson : JsonSerializerContext;
