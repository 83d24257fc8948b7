using Countenance.Classification;
using Countenance.Exporting;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Tests.Models;
using Countenance.Tests.Subspaces;
using Countenance.Tests.Training;
using Countenance.Torch;
using Countenance.Torch.Safetensors;
using Countenance.Training;

namespace Countenance.Tests.Exporting;

public sealed class ModelExportTests(FinishedRun run) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_are_halved_and_the_Gaussians_are_those_of_the_halved_weights()
    {
        string path = Export(new ExportOptions { MirroredViews = true, HoldOut = 0.25 });

        using EmbeddingModel model = ModelFile.Load(path);
        EmbeddingMatrix embeddings = model.Rows(run.Dataset);
        ClassGaussians expected = ClassGaussians.Estimate(embeddings, run.Dataset.Labels, run.Dataset.ClassNames, model.Card.Sigma);
        Assert.True(model.Card.MirroredViews);
        Assert.All(expected.Means.Zip(model.Gaussians!.Means), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
        Assert.True(model.Card.Temperature is > 0 and not 1, $"{model.Card.Temperature}");
        EmbeddingMatrix coarse = model.Rows(run.Dataset, precision: ComputePrecision.EightBit);
        Assert.All(coarse.Values.Zip(embeddings.Values), pair => Assert.InRange(pair.First - pair.Second, -0.2f, 0.2f));

        using SafetensorsFile file = SafetensorsFile.Open(path);
        using var scope = new TensorScope();
        Assert.Equal(ScalarType.Float16, file.ReadTensor("conv1.weight").ScalarType);
        Assert.Equal(ScalarType.Float32, file.ReadTensor("bn1.running_var").ScalarType);
        Assert.InRange(new FileInfo(path).Length, 1, (long)(0.55 * new FileInfo(run.Folder.BestModel).Length) + 1_000_000);
    }

    [Fact]
    public void Classes_with_enough_images_get_sub_classes_of_their_own()
    {
        using EmbeddingModel model = SmallModel.Create();
        using var faces = SmallModel.Faces(900);
        using var trained = new EmbeddingModel(model.Card with { Data = model.Card.Data with { Digest = faces.Digest } }, model.Network);
        string path = folder["model.safetensors"];

        ModelCard card = ModelExport.Write(path, trained, faces, new ExportOptions { Subclasses = 2 }, null, TestContext.Current.CancellationToken);

        using EmbeddingModel written = ModelFile.Load(path);
        Assert.Equal(card.Subclasses, written.Card.Subclasses);
        Assert.Equal(16, card.Subclasses.Count);
        Assert.Equal(900, written.SubclassGaussians!.Counts.Sum());
        ExpressionPrediction prediction = ExpressionPrediction.Of(written, written.Rows(faces, [0]))[0];
        Assert.StartsWith(prediction.Expression, prediction.Subexpression);
        Assert.Equal(1, prediction.Posterior.Sum(), 1e-5);
        Assert.InRange(prediction.Typicality, 0, 1);

        // Exported once more it keeps its sub-classes, each image in the one that a prediction would name.
        int[] nearest = written.MostProbableSubclasses(written.Rows(faces), faces.Labels)!;
        string again = folder["again.safetensors"];
        ModelExport.Write(again, written, faces, new ExportOptions(), null, TestContext.Current.CancellationToken);
        using EmbeddingModel kept = ModelFile.Load(again);
        Assert.Equal(card.Subclasses, kept.Card.Subclasses);
        IEnumerable<float> counts = Enumerable.Range(0, card.Subclasses.Count).Select(s => (float)nearest.Count(found => found == s));
        Assert.Equal(counts, kept.SubclassGaussians!.Counts);
    }

    [Fact]
    public void The_temperature_of_a_model_with_sub_spaces_is_that_of_its_mixtures()
    {
        using var faces = SmallModel.Faces(96);
        string start = SubspaceFixture.Model(folder);
        SubspaceFolder spaces = SubspaceFixture.Start(folder["spaces"], start, faces).Folder;
        Assert.True(SubspaceFixture.Execute(spaces, start, faces));
        using EmbeddingModel model = ModelFile.Load(spaces.Model);
        string path = folder["model.safetensors"];
        var options = new ExportOptions { HoldOut = 0.25 };

        ModelCard card = ModelExport.Write(path, model, faces, options, null, TestContext.Current.CancellationToken);

        using EmbeddingModel written = ModelFile.Load(path);
        Assert.True(written.Card.ClassesAreMixtures);
        EmbeddingMatrix embeddings = written.Rows(faces);
        int[] heldOut = HoldOutSplit.Create(faces.Labels, 0.25, card.Seed).HeldOut;
        int[] learned = written.MostProbableSubclasses(embeddings, faces.Labels)!;
        foreach (int image in heldOut)
        {
            learned[image] = -1;
        }

        string[] names = [.. card.Subclasses.Select(subclass => subclass.Name)];
        var components = ClassGaussians.Estimate(embeddings, learned, names, card.Sigma);
        var mixtures = new ClassMixtures(components, [.. card.Subclasses.Select(subclass => subclass.Class)], card.Classes.Count);
        double[] joint = mixtures.LogJoint(embeddings.Rows(heldOut), PriorChoice.Training, CovarianceChoice.Isotropic);
        double expected = TemperatureScaling.Fit(joint, [.. heldOut.Select(i => faces.Labels[i])], card.Classes.Count);
        Assert.Equal(expected, card.Temperature, 1e-3);
    }

    [Theory]
    [InlineData(null, 11)] // that of the card
    [InlineData(4L, 4)]
    public void The_seed_chooses_the_images_held_out_and_the_mixtures(long? given, long seed)
    {
        using EmbeddingModel model = SmallModel.Create();
        using var faces = SmallModel.Faces(900);
        using var trained = new EmbeddingModel(model.Card with { Data = model.Card.Data with { Digest = faces.Digest } }, model.Network);
        string path = folder["model.safetensors"];

        ModelExport.Write(path, trained, faces, new ExportOptions { Seed = given }, null, TestContext.Current.CancellationToken);

        using EmbeddingModel written = ModelFile.Load(path);
        EmbeddingMatrix embeddings = written.Rows(faces);
        Assert.Equal(Sizes(seed), written.SubclassGaussians!.Counts);
        Assert.NotEqual(Sizes(1), written.SubclassGaussians.Counts);
        Assert.Equal(Temperature(seed), written.Card.Temperature, 1e-3);

        IEnumerable<float> Sizes(long mixtures)
        {
            var options = new SubspaceOptions();
            options = options with { Training = options.Training with { Seed = mixtures } };
            return new SubclassDiscovery(options, faces, embeddings).Split(5, null).Counts().Select(count => (float)count);
        }

        double Temperature(long split)
        {
            int[] heldOut = HoldOutSplit.Create(faces.Labels, 0.05, split).HeldOut;
            int[] learned = [.. faces.Labels.Select((label, i) => heldOut.Contains(i) ? -1 : label)];
            var gaussians = ClassGaussians.Estimate(embeddings, learned, faces.ClassNames, written.Card.Sigma);
            double[] joint = gaussians.LogJoint(embeddings.Rows(heldOut), PriorChoice.Training, CovarianceChoice.Isotropic);
            return TemperatureScaling.Fit(joint, [.. heldOut.Select(i => faces.Labels[i])], faces.ClassNames.Count);
        }
    }

    [Fact]
    public void Other_images_than_it_was_trained_on_are_refused()
    {
        using EmbeddingModel model = ModelFile.Load(run.Folder.BestModel);
        using var others = SmallModel.Faces(63);

        var error = Assert.Throws<TrainingException>(
            () => ModelExport.Write(
                folder["model.safetensors"], model, others, new ExportOptions(), null, TestContext.Current.CancellationToken));

        Assert.Contains("64 images", error.Message);
        Assert.False(File.Exists(folder["model.safetensors"]));
    }

    private string Export(ExportOptions options)
    {
        string path = folder["model.safetensors"];
        using EmbeddingModel model = ModelFile.Load(run.Folder.BestModel);
        ModelExport.Write(path, model, run.Dataset, options, null, TestContext.Current.CancellationToken);
        return path;
    }
}
