using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Torch;
using Countenance.Torch.Optimizers;

namespace Countenance.Training;

/// <summary>
/// One step of training as a pure function of the state, the seed and the step's number: draw a batch, augment it, embed it, follow the
/// gradient, average. Nothing else decides, so a resumed run takes the very same steps.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private readonly TrainingOptions options;
    private readonly TrainingState state;
    private readonly ImageDataset dataset;
    private readonly IBatchSampler sampler;
    private readonly BatchAugmentation augmentation;
    private readonly IEmbeddingLoss loss;
    private readonly LearningRateSchedule schedule;
    private readonly RandomGenerator generator;
    private readonly Tensor images;
    private readonly Tensor labels;
    private readonly Tensor? votes;
    private readonly Tensor[] parameters;
    private readonly int[] indices;
    private readonly long totalSteps;

    /// <summary>Prepares the steps of a run.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="state">What training changes; held, not owned.</param>
    /// <param name="dataset">Training images; held, not owned.</param>
    /// <param name="sampler">Draws the batches.</param>
    /// <param name="normalization">Of the images' intensities.</param>
    /// <param name="generator">Reseeded at every step; held, not owned.</param>
    public TrainingStep(
        TrainingOptions options,
        TrainingState state,
        ImageDataset dataset,
        IBatchSampler sampler,
        InputNormalization normalization,
        RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sampler);
        this.options = options;
        this.state = state;
        this.dataset = dataset;
        this.sampler = sampler;
        this.generator = generator;
        augmentation = new BatchAugmentation(options.Augmentation, normalization, options.ImageSize);
        loss = EmbeddingLosses.Find(options.Loss).Create(options.LossOptions());
        schedule = new CosineSchedule { WarmupSteps = (long)(options.WarmupEpochs * sampler.StepsPerEpoch) };
        totalSteps = (long)options.Epochs * sampler.StepsPerEpoch;
        images = dataset.ToTensor();
        labels = Tensor.From([.. dataset.Labels.Select(label => (long)label)], dataset.Count);
        votes = options.VoteTargets && dataset.Votes is { } values ? Tensor.From(values, dataset.Count, dataset.ClassNames.Count) : null;
        parameters = [.. state.Network.NamedParameters().Select(entry => entry.Tensor)];
        indices = new int[sampler.BatchSize];
    }

    /// <summary>Spread of an epoch's outputs under which they have collapsed.</summary>
    public double CollapsedSpread => loss.CollapsedSpread;

    /// <summary>Takes the step numbered by the state's progress.</summary>
    /// <exception cref="TrainingException">The loss is not finite; the weights are as before the step.</exception>
    public StepResult Take()
    {
        long step = state.Progress.Step;
        using var scope = new TensorScope();
        generator.Seed(SplitMix64.For(options.Seed, step, 0).Next());
        sampler.Batch(step, indices);
        Tensor selection = Tensor.From([.. indices.Select(index => (long)index)], indices.Length);
        Tensor input = augmentation.Apply(images.IndexSelect(0, selection), generator); // [N, C, P, P]
        var batch = new BatchLabels(labels.IndexSelect(0, selection), votes?.IndexSelect(0, selection), dataset.ClassNames.Count);

        state.Network.Train();
        Tensor outputs = options.Precision.Run(() => state.Network.Forward(input)).To(ScalarType.Float32); // [N, D]
        LossResult result = loss.Compute(outputs, batch, generator);
        double value = result.Loss.Item();
        if (!double.IsFinite(value))
        {
            throw NotFinite(value, step);
        }

        Tensor?[] gradients = Autograd.Gradients(result.Loss, parameters);
        state.Optimizer.LearningRate = options.LearningRate * schedule.FactorAt(step, totalSteps);
        state.Optimizer.Step(gradients);
        state.Average?.Update(step);
        (string, double)[] measures =
            [(StepResult.Spread, Spread(outputs.Detach())), .. result.Measures.Select(measure => (measure.Name, measure.Value.Item()))];
        return new StepResult(value, result.Accuracy.Item(), state.Optimizer.LearningRate, measures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
        votes?.Dispose();
    }

    private static double Spread(Tensor outputs)
        => Math.Sqrt((outputs - outputs.Mean([0], keepDimension: true)).Square().Sum(1).Mean().Item());

    private TrainingException NotFinite(double value, long step)
    {
        const int shown = 5;
        string names = string.Join(", ", indices.Take(shown).Select(index => dataset.Names[index]));
        return new TrainingException(
            $"the loss became {value} at step {step} (epoch {(step / sampler.StepsPerEpoch) + 1}), in the batch of {names} and " +
            $"{Math.Max(0, indices.Length - shown)} more; the last good checkpoint is kept. A lower learning rate usually helps.");
    }
}
