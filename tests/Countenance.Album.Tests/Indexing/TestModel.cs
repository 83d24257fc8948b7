using System.Collections.Concurrent;
using Countenance.Album.Indexing;
using Countenance.Augmentation;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Album.Tests.Indexing;

/// <summary>An untrained model for tiny pictures as a file, with the Gaussians of drawn faces; another seed is another model.</summary>
internal static class TestModel
{
    private const int Size = 16;
    private const int Dimension = 6;

    private static readonly ConcurrentDictionary<ulong, Lazy<byte[]>> Files = new();

    public static string Write(string path, ulong seed = 5)
    {
        File.WriteAllBytes(path, Files.GetOrAdd(seed, new Lazy<byte[]>(() => Create(seed))).Value);
        return path;
    }

    public static FaceEmbedder Load(TemporaryFolder folder, ulong seed = 5) =>
        FaceEmbedder.Load(Write(folder[$"model-{seed}.safetensors"], seed));

    private static byte[] Create(ulong seed)
    {
        using var generator = new RandomGenerator(seed);
        var network = new ResNet18(new(1, Size, Dimension, ModelHead.Embedding), generator);
        network.Train(false);
        var card = new ModelCard
        {
            Architecture = "resnet18",
            Channels = 1,
            ImageSize = Size,
            Outputs = Dimension,
            Normalization = new InputNormalization(0.45, 0.22),
            Classes = SyntheticFaces.ClassNames,
            Loss = "sgm",
            Data = new TrainingData("synthetic", "train", "majority", 96, "abc"),
            Seed = (long)seed,
        };
        using var model = new EmbeddingModel(card, network);
        using ImageDataset faces = SyntheticFaces.Create(new SyntheticFacesOptions { Count = 96, Size = 48 });
        ClassGaussians gaussians = ClassGaussians.Estimate(model.Embed(faces), faces.Labels, faces.ClassNames, card.Sigma);
        using var folder = new TemporaryFolder();
        ModelFile.Save(folder["model.safetensors"], card, network.StateDict(), gaussians);
        return File.ReadAllBytes(folder["model.safetensors"]);
    }
}
