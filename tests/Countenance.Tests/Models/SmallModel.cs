using Countenance.Augmentation;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Tests.Models;

/// <summary>Untrained models for tiny images, the same for the same seed, and faces for them.</summary>
internal static class SmallModel
{
    public static ModelCard Card(int channels, int outputs, int imageSize) => new()
    {
        Architecture = "resnet18",
        Channels = channels,
        ImageSize = imageSize,
        Outputs = outputs,
        Normalization = new InputNormalization(0.45, 0.22),
        Classes = SyntheticFaces.ClassNames,
        Loss = "sgm",
        Sigma = 1.5,
        Data = new TrainingData("synthetic", "train", "majority", 64, "abc"),
        Epochs = 2,
        Seed = 11,
        Metrics = new Dictionary<string, double> { ["loss"] = 1.0 / 3 },
    };

    public static EmbeddingModel Create(int channels = 1, int outputs = 6, int imageSize = 16)
    {
        using var generator = new RandomGenerator(5);
        var network = new ResNet18(new(channels, imageSize, outputs, ModelHead.Embedding), generator);
        network.Train(false);
        return new EmbeddingModel(Card(channels, outputs, imageSize), network);
    }

    /// <summary>The same network with the Gaussians of a data set's classes; owns the network as the given model did.</summary>
    public static EmbeddingModel WithGaussians(EmbeddingModel model, ImageDataset dataset)
        => new(model.Card, model.Network, ClassGaussians.Estimate(
            model.Embed(dataset), dataset.Labels, dataset.ClassNames, model.Card.Sigma));

    /// <summary>The embeddings of a data set's images, or of some.</summary>
    public static EmbeddingMatrix Rows(
        this EmbeddingModel model, ImageDataset dataset, IReadOnlyList<int>? indices = null, ComputePrecision precision = ComputePrecision.Full)
        => model.Embed(dataset, indices, precision, null, TestContext.Current.CancellationToken);

    public static ImageDataset Faces(int count, int size = 16, bool colour = false, string split = "train")
        => SyntheticFaces.Create(new SyntheticFacesOptions { Count = count, Size = size, Colour = colour, Split = split, Seed = 5 });
}
