using System.Globalization;
using System.Text.Json;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Torch.Optimizers;
using Countenance.Torch.Safetensors;

namespace Countenance.Training;

/// <summary>
/// What training changes: the weights, the optimiser's memory, the average of the weights. It can be saved and restored whole.
/// </summary>
public sealed class TrainingState : IDisposable
{
    private const string ProgressKey = "progress";
    private const string ModelPrefix = "model.";
    private const string OptimizerPrefix = "optimizer.";
    private const string AveragePrefix = "average.";

    private TrainingState(Module network, Optimizer optimizer, WeightAverage? average)
    {
        Network = network;
        Optimizer = optimizer;
        Average = average;
    }

    /// <summary>The network being trained.</summary>
    public Module Network { get; }

    /// <summary>Its optimiser.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The average of its weights; null when the run keeps none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>Where the run stands.</summary>
    public TrainingProgress Progress { get; set; } = new();

    /// <summary>What is evaluated and kept: the averaged weights, or the weights themselves.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> EvaluatedState => Average?.State ?? Network.StateDict();

    /// <summary>A new run's state: random weights from the seed.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classCount">K.</param>
    /// <param name="generator">Seeded source of the first weights; layers that draw keep using it.</param>
    public static TrainingState Create(TrainingOptions options, int channels, int classCount, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(options);
        Module network = ModelArchitectures.Find(options.Model).Build(options.Shape(channels, classCount), generator);
        network.To(options.Device); // the first weights are drawn on the processor, alike for every device
        var adam = new AdamOptions { WeightDecay = options.WeightDecay, Decoupled = options.Optimizer == OptimizerKind.AdamW };
        var optimizer = new Adam(network.NamedParameters().Select(entry => entry.Tensor), options.LearningRate, adam);
        return new TrainingState(network, optimizer, options.AverageDecay > 0 ? new WeightAverage(network, options.AverageDecay) : null);
    }

    /// <summary>Checks that a run can start from the model its options name, if they name one.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="classCount">K.</param>
    /// <exception cref="ModelException">The file is missing, damaged, or no model.</exception>
    /// <exception cref="TrainingException">It is a model of another kind.</exception>
    public static void RequireStart(TrainingOptions options, int channels, int classCount)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.InitialModel is { } path)
        {
            using Module network = ModelArchitectures.Find(options.Model).Build(options.Shape(channels, classCount), RandomGenerator.None);
            TakeWeights(network, path);
        }
    }

    /// <summary>Why the images that a run holds out may be ones that the model it starts from has learned; null where they are not.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="dataset">Its images.</param>
    /// <param name="split">Which of them it holds out.</param>
    /// <exception cref="ModelException">The model's file is missing, damaged, or no model.</exception>
    internal static string? DoubtOfStart(TrainingOptions options, ImageDataset dataset, HoldOutSplit split)
    {
        if (options.InitialModel is not { } path || split.HeldOut.Length == 0)
        {
            return null;
        }

        // Of one seed, the smaller share is part of the larger.
        ModelCard start = ModelFile.ReadCard(path);
        if (start.Data.Digest != dataset.Digest || (start.Seed == options.Seed && start.HoldOut >= options.HoldOut))
        {
            return null;
        }

        string heldOut = start.HoldOut switch
        {
            null => $"It does not say how many it held out itself, by seed {start.Seed}.",
            0 => "It held out none itself.",
            { } share => string.Create(CultureInfo.InvariantCulture, $"It held out a share of {share:0.###} by seed {start.Seed} itself."),
        };
        return $"{path} may have learned images that this run holds out, so the scores of its epochs may come out too high. {heldOut}";
    }

    /// <summary>
    /// The share of its images that a run holds out, for the model's card: 0 where the model it starts from may have learned them, null
    /// where that can no longer be told.
    /// </summary>
    /// <inheritdoc cref="DoubtOfStart" path="/param"/>
    internal static double? UnseenShare(TrainingOptions options, ImageDataset dataset, HoldOutSplit split)
    {
        try
        {
            return DoubtOfStart(options, dataset, split) is null ? options.HoldOut : 0;
        }
        catch (ModelException)
        {
            return null; // the file was moved since the run began
        }
    }

    /// <summary>Takes the weights of a model over.</summary>
    /// <param name="path">A model file.</param>
    /// <exception cref="ModelException">The file is missing, damaged, or no model.</exception>
    /// <exception cref="TrainingException">It is a model of another kind.</exception>
    public void StartFrom(string path)
    {
        TakeWeights(Network, path);
        Average?.Restart();
    }

    /// <summary>Whether every number of it is finite.</summary>
    public bool IsFinite() => Tensors().All(entry => entry.Tensor.IsFinite());

    /// <summary>Writes a checkpoint atomically: after a crash there is either this one or the one before.</summary>
    public void Save(string path)
    {
        SafetensorsSource[] sources = [.. Tensors().Select(entry => entry.Tensor.ToSource(entry.Name))];
        string progress = JsonSerializer.Serialize(Progress, TrainingJson.Default.TrainingProgress);
        SafetensorsWriter.Write(path, sources, new Dictionary<string, string> { [ProgressKey] = progress });
    }

    /// <summary>Restores a checkpoint over this state.</summary>
    /// <exception cref="TrainingException">The file is damaged or belongs to a run of other options.</exception>
    public void Restore(string path)
    {
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            using var mode = Autograd.NoGrad();
            foreach ((string name, Tensor tensor) in Tensors())
            {
                using var scope = new TensorScope();
                Tensor saved = file.ReadTensor(name);
                if (!saved.Shape.AsSpan().SequenceEqual(tensor.Shape))
                {
                    string shapes = $"{name} is [{string.Join(", ", saved.Shape)}], not [{string.Join(", ", tensor.Shape)}]";
                    throw new TrainingException($"{path}: the checkpoint belongs to a run of other options: {shapes}");
                }

                tensor.CopyInPlace(saved);
            }

            Progress = JsonSerializer.Deserialize(file.Metadata[ProgressKey], TrainingJson.Default.TrainingProgress)
                ?? throw new JsonException("its progress is null");
            Optimizer.StepCount = Progress.Step;
        }
        catch (Exception error) when (error is SafetensorsException or TorchException or KeyNotFoundException or JsonException)
        {
            throw new TrainingException($"{path}: the checkpoint cannot be resumed: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average?.Dispose();
        Optimizer.Dispose();
        Network.Dispose();
    }

    private static void TakeWeights(Module network, string path)
    {
        using EmbeddingModel model = ModelFile.Load(path);
        try
        {
            network.LoadStateDict(model.Network.StateDict().ToDictionary(entry => entry.Name, entry => entry.Tensor));
        }
        catch (ArgumentException error)
        {
            throw new TrainingException($"{path}: the run cannot start from this model: {error.Message}", error);
        }
    }

    private IEnumerable<(string Name, Tensor Tensor)> Tensors()
        => Network.StateDict(ModelPrefix)
            .Concat(Optimizer.State.Select(entry => (OptimizerPrefix + entry.Name, entry.Tensor)))
            .Concat((Average?.State ?? []).Select(entry => (AveragePrefix + entry.Name, entry.Tensor)));
}
