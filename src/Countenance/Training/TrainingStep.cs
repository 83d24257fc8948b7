using Countenance.Augmentation;
using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Torch;
using Countenance.Torch.Optimizers;

namespace Countenance.Training;

/// <summary>
/// One step of training as a pure function of the state, the seed and the step's number: draw a batch, augment and mix it, embed it,
/// follow the gradient, average. Nothing else decides, so a resumed run takes the very same steps.
/// </summary>
public sealed class TrainingStep : IDisposable
{
    private const int StepsBetweenReadingsOnGpu = 20;

    private readonly TrainingOptions options;
    private readonly TrainingState state;
    private readonly ImageDataset dataset;
    private readonly IBatchSampler sampler;
    private readonly BatchAugmentation augmentation;
    private readonly BatchMixing? mixing;
    private readonly IEmbeddingLoss loss;
    private readonly LearningRateSchedule schedule;
    private readonly RandomGenerator generator;
    private readonly Tensor images;
    private readonly Tensor labels;
    private readonly Tensor? targets;
    private readonly Tensor[] parameters;
    private readonly StepReadings readings;
    private readonly bool readsEveryStep;
    private readonly int[] indices;
    private readonly long totalSteps;

    /// <summary>Prepares the steps of a run.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="state">What training changes; held, not owned.</param>
    /// <param name="dataset">Training images; held, not owned.</param>
    /// <param name="sampler">Draws the batches.</param>
    /// <param name="normalization">Of the images' intensities.</param>
    /// <param name="generator">Reseeded at every step; held, not owned.</param>
    /// <param name="targets">Known posterior of every image of the data set, row-major [N, K]; null for its label.</param>
    public TrainingStep(
        TrainingOptions options,
        TrainingState state,
        ImageDataset dataset,
        IBatchSampler sampler,
        InputNormalization normalization,
        RandomGenerator generator,
        float[]? targets)
        : this(
            options, state, dataset, sampler, normalization, generator, targets,
            (options ?? throw new ArgumentNullException(nameof(options))).Device.IsCpu ? 1 : StepsBetweenReadingsOnGpu)
    {
    }

    /// <summary>The same with the number of steps between two readings of what they measured.</summary>
    internal TrainingStep(
        TrainingOptions options,
        TrainingState state,
        ImageDataset dataset,
        IBatchSampler sampler,
        InputNormalization normalization,
        RandomGenerator generator,
        float[]? targets,
        int stepsBetweenReadings)
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
        mixing = options.Mixup > 0 ? new BatchMixing(options.Mixup) : null;
        loss = EmbeddingLosses.Find(options.Loss).Create(options.LossOptions());
        LearningRateSchedule after = options.Schedule == ScheduleKind.Cosine ? new CosineSchedule() : new ConstantSchedule();
        schedule = after with { WarmupSteps = (long)(options.WarmupEpochs * sampler.StepsPerEpoch) };
        totalSteps = (long)options.Epochs * sampler.StepsPerEpoch;
        images = Resident(dataset.ToTensor());
        labels = Resident(Tensor.From([.. dataset.Labels.Select(label => (long)label)], dataset.Count));
        this.targets = targets is null ? null : Resident(Tensor.From(targets, dataset.Count, dataset.ClassNames.Count));
        readsEveryStep = stepsBetweenReadings == 1;
        readings = new StepReadings(stepsBetweenReadings);
        parameters = [.. state.Network.NamedParameters().Select(entry => entry.Tensor)];
        indices = new int[sampler.BatchSize];
    }

    /// <summary>Spread of an epoch's outputs under which they have collapsed.</summary>
    public double CollapsedSpread => loss.CollapsedSpread;

    /// <summary>The learning rate of a step.</summary>
    public double LearningRateAt(long step) => options.LearningRate * schedule.FactorAt(step, totalSteps);

    /// <summary>Takes the step numbered by the state's progress.</summary>
    /// <returns>
    /// What became known: on the processor what this step found; on a GPU that of the last steps, every now and then and at the end of an
    /// epoch, and nothing in between.
    /// </returns>
    /// <exception cref="TrainingException">
    /// The loss is not finite. On the processor the parameters are as before the step, though not the statistics of norms; on a GPU they
    /// are spoiled.
    /// </exception>
    public IReadOnlyList<StepResult> Take()
    {
        long step = state.Progress.Step;
        using var scope = new TensorScope();
        generator.Seed(SplitMix64.For(options.Seed, step, 0).Next());
        sampler.Batch(step, indices);
        Tensor selection = Selection().To(options.Device);
        Tensor input = augmentation.Apply(images.IndexSelect(0, selection), generator); // [N, C, P, P]
        var batch = new BatchLabels(labels.IndexSelect(0, selection), targets?.IndexSelect(0, selection), dataset.ClassNames.Count);
        if (mixing is not null)
        {
            (input, batch) = mixing.Apply(input, batch, generator);
        }

        state.Network.Train();
        Tensor outputs = options.Precision.Run(options.Device, () => state.Network.Forward(input)).To(ScalarType.Float32); // [N, D]
        LossResult result = loss.Compute(outputs, batch, generator);
        if (readsEveryStep)
        {
            RequireFinite(result.Loss.Item(), step);
        }

        Tensor?[] gradients = Autograd.Gradients(result.Loss, parameters);
        state.Optimizer.LearningRate = LearningRateAt(step);
        state.Optimizer.Step(gradients);
        state.Average?.Update(step);
        readings.Add(step, state.Optimizer.LearningRate, result, outputs);
        return readings.IsFull || (step + 1) % sampler.StepsPerEpoch == 0 ? Read() : [];
    }

    /// <summary>Waits for the steps taken, and says what is known of them that was not told yet.</summary>
    /// <exception cref="TrainingException">A loss is not finite.</exception>
    public IReadOnlyList<StepResult> Read()
    {
        IReadOnlyList<StepResult> results = readings.Read();
        foreach (StepResult result in results)
        {
            RequireFinite(result.Loss, result.Step);
        }

        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        labels.Dispose();
        targets?.Dispose();
        readings.Dispose();
    }

    private Tensor Selection()
    {
        Tensor selection = Tensor.Empty([indices.Length], ScalarType.Int64);
        Span<long> values = selection.Span<long>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = indices[i];
        }

        return selection;
    }

    // On a GPU all images lie in its memory, a byte a pixel: drawing a batch is one operation there.
    private Tensor Resident(Tensor tensor)
    {
        using (tensor)
        {
            return tensor.To(options.Device);
        }
    }

    private void RequireFinite(double loss, long step)
    {
        if (!double.IsFinite(loss))
        {
            throw NotFinite(loss, step);
        }
    }

    private TrainingException NotFinite(double value, long step)
    {
        const int shown = 5;
        sampler.Batch(step, indices); // of an earlier step, perhaps
        string names = string.Join(", ", indices.Take(shown).Select(index => dataset.Names[index]));
        return new TrainingException(
            $"the loss became {value} at step {step} (epoch {(step / sampler.StepsPerEpoch) + 1}), in the batch of {names} and " +
            $"{Math.Max(0, indices.Length - shown)} more; the last good checkpoint is kept. A lower learning rate usually helps.");
    }
}
