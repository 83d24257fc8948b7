using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Training;

namespace Countenance.Exporting;

/// <summary>
/// A trained model made ready to be given away: weights in half precision, the Gaussians of classes and sub-classes over the training
/// split under those very weights, a temperature fitted on the images that training held out, and the ranges that 8 bits need.
/// </summary>
public static class ModelExport
{
    private const int RangeImages = 1024;

    /// <summary>Makes the model and writes it atomically.</summary>
    /// <param name="path">File to write.</param>
    /// <param name="model">The trained model; its weights are rounded to half precision.</param>
    /// <param name="dataset">The training split it was trained on.</param>
    /// <param name="options">Choices.</param>
    /// <param name="progress">Told the number of images embedded so far.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>What the file's card says.</returns>
    /// <exception cref="TrainingException">The data set is not what the model was trained on, or the model is a classifier.</exception>
    public static ModelCard Write(
        string path,
        EmbeddingModel model,
        ImageDataset dataset,
        ExportOptions options,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Require(model.Card, dataset);
        Round(model);
        options = options with { Seed = options.Seed ?? model.Card.Seed };
        var card = model.Card with { MirroredViews = options.MirroredViews ?? model.Card.MirroredViews };
        using var scope = new TensorScope();
        var rounded = new EmbeddingModel(card, model.Network); // the network stays the given model's
        EmbeddingMatrix embeddings = rounded.Embed(dataset, null, options.Precision, progress, cancellation);

        ClassGaussians gaussians = ClassGaussians.Estimate(embeddings, dataset.Labels, card.Classes, card.Sigma);
        (IReadOnlyList<ModelSubclass> subclasses, int[] partition) = Subclasses(model, embeddings, dataset, options, cancellation);
        card = card with { Subclasses = subclasses };
        ClassGaussians? subclassGaussians = subclasses.Count == 0 ? null : OfSubclasses(embeddings, partition, card);
        card = card with { Temperature = Temperature(embeddings, dataset, partition, card, model.Network, options) };
        IReadOnlyList<ActivationRange>? ranges = rounded.MeasureRanges(dataset, Sample(dataset.Count), cancellation);
        ModelFile.Save(path, card, HalfWeights(model), gaussians, subclassGaussians, ranges);
        return card;
    }

    private static void Require(ModelCard card, ImageDataset dataset)
    {
        if (card.Head == ModelHead.Classifier)
        {
            throw new TrainingException("A classifier has no embedding to export; it is a baseline.");
        }

        if (card.Data.Digest != dataset.Digest)
        {
            throw new TrainingException(
                $"The model was trained on {card.Data.Images} images of {card.Data.Format} {card.Data.Split}, {card.Data.Labels} labels; "
                + "these are other images or labels.");
        }
    }

    // Images spread evenly over the data set.
    private static int[] Sample(int count)
        => [.. Enumerable.Range(0, Math.Min(count, RangeImages)).Select(i => (int)((long)i * count / Math.Min(count, RangeImages)))];

    // The Gaussians must be those of the weights that are given away.
    private static void Round(EmbeddingModel model)
    {
        model.Network.Unfold();
        using var mode = Autograd.NoGrad();
        foreach ((_, Tensor tensor) in model.Network.StateDict().Where(entry => IsHalved(entry.Tensor)))
        {
            using var scope = new TensorScope();
            tensor.CopyInPlace(tensor.To(ScalarType.Float16).To(ScalarType.Float32));
        }
    }

    private static IEnumerable<(string Name, Tensor Tensor)> HalfWeights(EmbeddingModel model)
        => model.Network.StateDict().Select(entry =>
            (entry.Name, IsHalved(entry.Tensor) ? entry.Tensor.To(ScalarType.Float16) : entry.Tensor));

    // Norms and their statistics are small, and some have a range that half precision has not.
    private static bool IsHalved(Tensor tensor) => tensor.Shape.Length > 1 && tensor.ScalarType == ScalarType.Float32;

    // Fitted where the model has not learned, under Gaussians that have not either.
    private static double Temperature(
        EmbeddingMatrix embeddings, ImageDataset dataset, int[] partition, ModelCard card, Module network, ExportOptions options)
    {
        HoldOutSplit split = HoldOutSplit.Create(dataset.Labels, options.HoldOut, options.Seed!.Value);
        var learned = new EmbeddingModel( // the network stays the given model's
            card,
            network,
            ClassGaussians.Estimate(embeddings, split.Learned(dataset.Labels), card.Classes, card.Sigma),
            card.ClassesAreMixtures ? OfSubclasses(embeddings, split.Learned(partition), card) : null);
        double[] logarithms = learned.Densities!.LogJoint(
            embeddings.Rows(split.HeldOut), PriorChoice.Training, CovarianceChoice.Isotropic);
        return TemperatureScaling.Fit(logarithms, Array.ConvertAll(split.HeldOut, index => dataset.Labels[index]), card.Classes.Count);
    }

    private static ClassGaussians OfSubclasses(EmbeddingMatrix embeddings, int[] partition, ModelCard card)
        => ClassGaussians.Estimate(embeddings, partition, [.. card.Subclasses.Select(subclass => subclass.Name)], card.Sigma);

    private static (IReadOnlyList<ModelSubclass> Subclasses, int[] Labels) Subclasses(
        EmbeddingModel model, EmbeddingMatrix embeddings, ImageDataset dataset, ExportOptions options, CancellationToken cancellation)
    {
        if (model.MostProbableSubclasses(embeddings, dataset.Labels) is { } own)
        {
            return (model.Card.Subclasses, own);
        }

        if (options.Subclasses == 1)
        {
            return ([], []);
        }

        var mixtures = new SubspaceOptions();
        mixtures = mixtures with { Training = mixtures.Training with { Seed = options.Seed!.Value } };
        var discovery = new SubclassDiscovery(mixtures, dataset, embeddings);
        SubclassPartition partition = discovery.Split(options.Subclasses, null, cancellation);
        return (partition.Subclasses, partition.Labels);
    }
}
