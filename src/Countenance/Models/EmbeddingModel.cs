using Countenance.Augmentation;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Vision;

namespace Countenance.Models;

/// <summary>A network with all that is needed to use it: input, classes, and the Gaussians of its classes.</summary>
public sealed class EmbeddingModel : IDisposable
{
    private const int BatchSize = 128; // with more, what the first batch touches takes longer to get than the batches spare
    private const int BatchSizeOnGpu = 1024;
    private static readonly Operator Enlarge = new("aten::upsample_bilinear2d");

    private readonly Lock arranging = new();

    /// <summary>Creates a model; takes the network over.</summary>
    public EmbeddingModel(
        ModelCard card,
        Module network,
        ClassGaussians? gaussians = null,
        ClassGaussians? subclassGaussians = null,
        IReadOnlyList<ActivationRange>? activationRanges = null)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(network);
        Card = card;
        Network = network;
        Gaussians = gaussians;
        SubclassGaussians = subclassGaussians;
        ActivationRanges = activationRanges;
    }

    /// <summary>What the model is.</summary>
    public ModelCard Card { get; }

    /// <summary>The network, [N, C, P, P] → [N, D], or [N, K] of a classifier.</summary>
    public Module Network { get; }

    /// <summary>Where the network computes.</summary>
    public Device Device => Network.StateDict().Select(entry => entry.Tensor.Device).FirstOrDefault(Device.Cpu);

    /// <summary>The classes' Gaussians over the training split; null before they are estimated.</summary>
    public ClassGaussians? Gaussians { get; }

    /// <summary>The sub-classes' Gaussians over the training split, in the card's order; null for a model without sub-spaces.</summary>
    public ClassGaussians? SubclassGaussians { get; }

    /// <summary>
    /// What the classes are: mixtures of their sub-classes in a model that was trained over sub-classes, otherwise a Gaussian each; null
    /// before these are estimated.
    /// </summary>
    public IClassDensities? Densities => Card.ClassesAreMixtures && SubclassGaussians is { } components
        ? new ClassMixtures(components, [.. Card.Subclasses.Select(subclass => subclass.Class)], Card.Classes.Count)
        : Gaussians;

    /// <summary>What passes through the network's units on training images, for 8 bits; null before it is measured.</summary>
    public IReadOnlyList<ActivationRange>? ActivationRanges { get; }

    /// <summary>Moves the network to a device.</summary>
    /// <returns>This model.</returns>
    /// <exception cref="TorchException">The device is not available.</exception>
    public EmbeddingModel To(Device device)
    {
        if (device != Device)
        {
            TorchRuntime.Require(device);
            Network.To(device);
        }

        return this;
    }

    /// <summary>The posterior of a classifier, the softmax of its outputs; null for a model of another kind.</summary>
    /// <param name="outputs">What <see cref="Embed(ImageDataset, IReadOnlyList{int}?, ComputePrecision, IProgress{int}?, CancellationToken)"/>
    /// gave, [N, K].</param>
    public PosteriorMatrix? ClassifierPosterior(EmbeddingMatrix outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return Card.Head == ModelHead.Classifier
            ? PosteriorMatrix.FromLogarithms(Array.ConvertAll(outputs.Values, value => (double)value), outputs.Dimension)
            : null;
    }

    /// <summary>
    /// p(class | image): a classifier's softmax, or the posterior of the class Gaussians, or of the mixtures of a model trained over
    /// sub-classes, with σ²I, training priors and the card's temperature, which calibrates it and is 1 before the model is exported.
    /// </summary>
    /// <param name="outputs">Embeddings, or a classifier's outputs, [N, D].</param>
    /// <returns>[N, K], columns as <see cref="ModelCard.Classes"/>; null before the Gaussians are estimated.</returns>
    /// <exception cref="ArgumentException">The dimension is another, or a value is not finite.</exception>
    public PosteriorMatrix? Posterior(EmbeddingMatrix outputs)
        => ClassifierPosterior(outputs)
            ?? Densities?.Posterior(outputs, PriorChoice.Training, CovarianceChoice.Isotropic, Card.Temperature);

    /// <summary>
    /// The most probable sub-class of each image's class, argmax_s π_s·N(z; μ_s, Σ) over the sub-classes s of the class, with training
    /// priors and the covariance Σ pooled over all sub-classes.
    /// </summary>
    /// <remarks>
    /// Classes are judged under σ²I, as the loss has them. Inside a class it would weigh directions of wide spread, of which the loss says
    /// nothing, as heavily as those that tell sub-classes apart; mixtures that find sub-classes do not. Pooled, as some have few images.
    /// </remarks>
    /// <param name="embeddings">Embeddings, [N, D].</param>
    /// <param name="classes">Index of each image's class in <see cref="ModelCard.Classes"/>, −1 for none, [N].</param>
    /// <returns>Indices in <see cref="ModelCard.Subclasses"/>, −1 where there is no class, [N]; null without sub-classes.</returns>
    /// <exception cref="ArgumentException">The lengths or dimensions differ, a class does not exist, or a value is not finite.</exception>
    public int[]? MostProbableSubclasses(EmbeddingMatrix embeddings, ReadOnlySpan<int> classes)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (classes.Length != embeddings.Count)
        {
            throw new ArgumentException(
                $"There must be one class per embedding, {embeddings.Count}. Got {classes.Length}.", nameof(classes));
        }

        ClassificationMetrics.RequireClasses(classes, Card.Classes.Count, nameof(classes));
        if (SubclassGaussians is null)
        {
            return null;
        }

        double[] joint = SubclassGaussians.LogJoint(embeddings, PriorChoice.Training, CovarianceChoice.Pooled); // [N, S]
        int count = Card.Subclasses.Count;
        var found = new int[classes.Length];
        for (int i = 0; i < found.Length; i++)
        {
            found[i] = -1;
            for (int s = 0; s < count; s++)
            {
                bool isOfClass = Card.Subclasses[s].Class == classes[i];
                if (isOfClass && (found[i] < 0 || joint[(i * count) + s] > joint[(i * count) + found[i]]))
                {
                    found[i] = s;
                }
            }
        }

        return found;
    }

    /// <summary>Brings stored images to the network's input: bilinear where a side grows, with antialiasing where it shrinks.</summary>
    /// <param name="images">uint8 [N, C, H, W].</param>
    /// <returns>float32 [N, C, P, P], normalised.</returns>
    public Tensor Prepare(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        int size = Card.ImageSize;
        Tensor x = AntialiasedShrinking.Apply(images.To(ScalarType.Float32), size);
        if (x.Size(2) != size || x.Size(3) != size)
        {
            x = Enlarge.Call(x, (long[])[size, size], false, OperatorArgument.None, OperatorArgument.None);
        }

        return Card.Normalization.Apply(x.MultiplyInPlace(1.0 / 255));
    }

    /// <summary>Embeds images of a data set in evaluation mode. Several threads may call it; they take turns.</summary>
    /// <param name="dataset">Images with the model's number of channels, of any size.</param>
    /// <param name="indices">Which images; null for all.</param>
    /// <param name="precision">Precision of the convolutions.</param>
    /// <param name="progress">Told the number of images embedded so far.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>[N, D], one row per image in the order of the indices; not normalised: Euclidean distances are what is learned.</returns>
    /// <exception cref="ArgumentException">The images have another number of channels.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    /// <exception cref="CountenanceException">The model does not compute in 8 bits, or not on its device.</exception>
    public EmbeddingMatrix Embed(
        ImageDataset dataset,
        IReadOnlyList<int>? indices = null,
        ComputePrecision precision = ComputePrecision.Full,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Channels != Card.Channels)
        {
            throw new ArgumentException($"The images must have {Card.Channels} channels. Got {dataset.Channels}.", nameof(dataset));
        }

        using var scope = new TensorScope();
        return Embed(indices?.Count ?? dataset.Count, Batches(dataset, indices), precision, progress, cancellation);
    }

    /// <summary>Embeds pictures of any sizes, each as it would be in a data set. Several threads may call it; they take turns.</summary>
    /// <param name="pictures">Grey or RGB, as the model's number of channels is.</param>
    /// <param name="precision">Precision of the convolutions.</param>
    /// <param name="progress">Told the number of pictures embedded so far.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>[N, D], as of a data set.</returns>
    /// <exception cref="ArgumentException">A picture has another number of channels.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    /// <exception cref="CountenanceException">The model does not compute in 8 bits, or not on its device.</exception>
    public EmbeddingMatrix Embed(
        IReadOnlyList<Image> pictures,
        ComputePrecision precision = ComputePrecision.Full,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        if (pictures.FirstOrDefault(picture => picture.Channels != Card.Channels) is { } other)
        {
            throw new ArgumentException($"The pictures must have {Card.Channels} channels. Got {other.Channels}.", nameof(pictures));
        }

        return Embed(pictures.Count, Batch, precision, progress, cancellation);

        Tensor Batch(int start, int length)
            => Tensor.Stack([.. Enumerable.Range(start, length).Select(i => Prepare(Place(Planes(pictures[i]))).Squeeze(0))]);
    }

    /// <summary>Checks that the model can embed in a precision.</summary>
    /// <exception cref="CountenanceException">It does not compute in 8 bits, or not on its device.</exception>
    public void Require(ComputePrecision precision)
    {
        if (precision != ComputePrecision.EightBit)
        {
            return;
        }

        if (!Device.IsCpu)
        {
            throw new CountenanceException($"int8 runs on the CPU only; the model is on {Device}.");
        }

        if (ActivationRanges is null)
        {
            throw new CountenanceException(Network.CanQuantize()
                ? "The model does not compute in 8 bits: its file has no activation ranges, which 'countenance export' measures."
                : $"The model does not compute in 8 bits: {Card.Architecture} has no such form.");
        }
    }

    /// <summary>Measures what passes through the network's units, for 8 bits.</summary>
    /// <param name="dataset">Images like those the model is for.</param>
    /// <param name="indices">Some of them; a few hundred are enough.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>One per unit; null for a network that has no 8-bit form.</returns>
    public IReadOnlyList<ActivationRange>? MeasureRanges(
        ImageDataset dataset, IReadOnlyList<int> indices, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(indices);
        if (!Network.CanQuantize())
        {
            return null;
        }

        IReadOnlyList<ActivationRange>? ranges = null;
        var values = new float[indices.Count * Card.Outputs];
        using var scope = new TensorScope();
        Func<int, int, Tensor> batches = Batches(dataset, indices);
        InEvaluation(() => ranges = Network.MeasureRanges(() => Forward(batches, values, ComputePrecision.Full, null, cancellation)));
        return ranges;
    }

    /// <summary>Frees the network, after whoever embeds with it.</summary>
    public void Dispose()
    {
        using Lock.Scope turn = arranging.EnterScope();
        Network.Dispose();
    }

    // The network takes another form meanwhile: one caller at a time.
    private void InEvaluation(Action action)
    {
        using Lock.Scope turn = arranging.EnterScope();
        bool wasTraining = Network.IsTraining;
        if (wasTraining)
        {
            Network.Train(false);
        }

        try
        {
            action();
        }
        finally
        {
            if (wasTraining)
            {
                Network.Train();
            }
        }
    }

    // The network's fastest form; it stays from one call to the next while the model is not trained.
    private void Arrange(ComputePrecision precision)
    {
        Require(precision);
        if (precision == ComputePrecision.EightBit)
        {
            Network.Quantize(ActivationRanges!);
        }
        else
        {
            Network.Fold(precision.On(Device) == ComputePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32);
        }
    }

    // Batches are what Prepare makes of some images, by the first one's number and how many they are.
    private EmbeddingMatrix Embed(
        int count, Func<int, int, Tensor> batches, ComputePrecision precision, IProgress<int>? progress, CancellationToken cancellation)
    {
        var values = new float[checked(count * Card.Outputs)];
        InEvaluation(() =>
        {
            Arrange(precision);
            Forward(batches, values, precision, progress, cancellation);
        });
        return new EmbeddingMatrix(values, Card.Outputs);
    }

    private void Forward(
        Func<int, int, Tensor> batches, float[] values, ComputePrecision precision, IProgress<int>? progress, CancellationToken cancellation)
    {
        int count = values.Length / Card.Outputs;
        Device device = Device;
        int batchSize = device.IsCpu ? BatchSize : BatchSizeOnGpu;
        using var inference = Autograd.InferenceMode();
        for (int start = 0; start < count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = new TensorScope();
            int length = Math.Min(batchSize, count - start);
            Tensor embeddings = precision.Run(device, () => Outputs(batches(start, length))).To(ScalarType.Float32);
            embeddings.ToArray<float>().CopyTo(values.AsSpan(start * Card.Outputs));
            progress?.Report(start + length);
        }
    }

    private Func<int, int, Tensor> Batches(ImageDataset dataset, IReadOnlyList<int>? indices)
    {
        Tensor images = dataset.ToTensor();
        return (start, length) => Prepare(Place(indices is null
            ? images.Slice(0, start, start + length)
            : images.IndexSelect(0, Indices(indices, start, length))));
    }

    private Tensor Place(Tensor images) => Device.IsCpu ? images : images.PinMemory().To(Device);

    private static Tensor Planes(Image picture)
    {
        var planes = new byte[picture.Pixels.Length];
        DatasetImages.CopyPlanes(picture, planes);
        return Tensor.From(planes, 1, picture.Channels, picture.Height, picture.Width);
    }

    private Tensor Outputs(Tensor input)
    {
        Tensor outputs = Network.Forward(input);
        return Card.MirroredViews ? (outputs + Network.Forward(input.Flip(3))) * 0.5 : outputs;
    }

    private static Tensor Indices(IReadOnlyList<int> indices, int start, int length)
        => Tensor.From([.. Enumerable.Range(start, length).Select(i => (long)indices[i])], length);
}
