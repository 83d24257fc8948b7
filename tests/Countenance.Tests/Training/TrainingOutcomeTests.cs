using System.Security.Cryptography;
using Countenance.Augmentation;
using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>How runs end: they learn, they stop early, they break.</summary>
public sealed class TrainingOutcomeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0.0, 0.6)]
    [InlineData(0.4, 0.8)]
    public void The_loss_falls_and_the_faces_held_out_are_recognised_above_chance(double mixup, double share)
    {
        using ImageDataset dataset = FacesByLight(384);
        TrainingOptions options = SmallRun.Options with
        {
            BatchSize = 32,
            Epochs = 5,
            LearningRate = 5e-4,
            WarmupEpochs = 1,
            Augmentation = AugmentationOptions.None,
            Mixup = mixup,
        };
        RunFolder run = RunFolder.Create(folder["run"], options);

        Assert.True(SmallRun.Execute(options, run, dataset));

        IReadOnlyList<EpochMetrics> lines = run.Metrics.Read();
        string story = string.Join("; ", lines.Select(line => string.Join(", ", line.Values)));
        Assert.True(lines[^1].Values["loss"] < share * lines[0].Values["loss"], story);
        Assert.True(lines[^1].Values["accuracy"] > lines[0].Values["accuracy"] + 0.1, story);
        Assert.True(lines[^1].Values["heldOutAccuracy"] > 0.4, story); // chance is 0.25 ± 0.045
    }

    [Theory]
    [InlineData("triplet", ModelHead.Embedding, 8)]
    [InlineData("softmax", ModelHead.Classifier, 4)]
    public void The_baselines_learn_too_and_their_model_says_what_it_is(string loss, ModelHead head, int outputs)
    {
        using ImageDataset dataset = FacesByLight(384);
        TrainingOptions options = SmallRun.Options with
        {
            Loss = loss,
            BatchSize = 32,
            Epochs = loss == "triplet" ? 20 : 5, // a triplet says less than a label
            LearningRate = 5e-4,
            WarmupEpochs = 1,
            Augmentation = AugmentationOptions.None,
        };
        RunFolder run = RunFolder.Create(folder["run"], options);

        Assert.True(SmallRun.Execute(options, run, dataset));

        IReadOnlyList<EpochMetrics> lines = run.Metrics.Read();
        string story = string.Join("; ", lines.Select(line => string.Join(", ", line.Values)));
        Assert.True(lines[^1].Values["accuracy"] > lines[0].Values["accuracy"] + 0.1, story);
        Assert.True(lines[^1].Values["heldOutAccuracy"] > 0.4, story);
        Assert.Equal(loss == "triplet", lines[^1].Values.ContainsKey("activeTriplets"));
        using EmbeddingModel model = ModelFile.Load(run.BestModel);
        Assert.Equal((head, outputs, loss), (model.Card.Head, model.Card.Outputs, model.Card.Loss));
        PosteriorMatrix? posterior = model.ClassifierPosterior(model.Rows(dataset));
        Assert.Equal(head == ModelHead.Classifier, posterior is not null);
        if (posterior is not null)
        {
            Assert.Equal(1, posterior[0].ToArray().Sum(), 1e-5f);
        }
    }

    [Fact]
    public void A_run_can_start_from_a_model_and_not_from_one_of_another_kind()
    {
        using ImageDataset dataset = FacesByLight(64);
        using EmbeddingModel start = SmallModel.Create(outputs: 8);
        string path = folder["start.safetensors"];
        ModelFile.Save(path, start);
        TrainingOptions options = SmallRun.Options with { InitialModel = path, LearningRate = 1e-12, Epochs = 1, WeightDecay = 0 };
        RunFolder run = RunFolder.Create(folder["run"], options);

        Assert.True(SmallRun.Execute(options, run, dataset));

        using EmbeddingModel end = ModelFile.Load(run.BestModel);
        float[] before = start.Network.NamedParameters().First().Tensor.ToArray<float>();
        float[] after = end.Network.NamedParameters().First().Tensor.ToArray<float>();
        Assert.All(before.Zip(after), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));

        TrainingOptions other = options with { Dimension = 9 };
        var error = Assert.Throws<TrainingException>(
            () => SmallRun.Execute(other, RunFolder.Create(folder["other"], other), dataset));
        Assert.Contains("cannot start from this model", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 0.25, false)]
    [InlineData(3, 0.5, false)] // what it held out is part of it
    [InlineData(3, 0.1, true)]
    [InlineData(3, 0.0, true)]
    [InlineData(4, 0.25, true)]
    [InlineData(3, null, true)]
    public void A_run_from_a_model_that_may_have_learned_its_held_out_images_says_so(long seed, double? share, bool warned)
    {
        using ImageDataset dataset = FacesByLight(64);
        using EmbeddingModel start = SmallModel.Create(outputs: 8);
        string path = folder["start.safetensors"];
        ModelCard card = start.Card with { Data = TrainingData.Of(dataset), Seed = seed, HoldOut = share };
        ModelFile.Save(path, card, start.Network.StateDict(), null);
        TrainingOptions options = SmallRun.Options with { InitialModel = path, Epochs = 1 };
        var observer = new SmallRun.RecordingObserver();

        RunFolder run = RunFolder.Create(folder["run"], options);
        SmallRun.Execute(options, run, dataset, observer: observer);

        Assert.Equal(warned, observer.Calls.Exists(call => call.StartsWith($"warned {path} may have learned", StringComparison.Ordinal)));
        Assert.Equal(warned ? 0 : 0.25, ModelFile.ReadCard(run.BestModel).HoldOut);
    }

    [Fact]
    public void A_collapse_of_the_embedding_is_reported()
    {
        using ImageDataset dataset = Blank(16); // images without a difference cannot be told apart
        TrainingOptions options = SmallRun.Options with
        {
            Loss = "triplet",
            BatchSize = 12,
            Epochs = 1,
            AverageDecay = 0,
            Augmentation = AugmentationOptions.None,
        };
        var observer = new SmallRun.RecordingObserver();

        SmallRun.Execute(options, RunFolder.Create(folder["run"], options), dataset, observer: observer);

        Assert.Contains(observer.Calls, call => call.StartsWith("warned the embedding has collapsed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_stops_when_the_score_has_not_risen_for_as_long_as_its_patience()
    {
        using ImageDataset dataset = Blank(16);
        TrainingOptions options = SmallRun.Options with
        {
            BatchSize = 12,
            Epochs = 20,
            Patience = 2,
            AverageDecay = 0,
            Augmentation = AugmentationOptions.None,
        };
        RunFolder run = RunFolder.Create(folder["run"], options);
        var observer = new SmallRun.RecordingObserver();

        Assert.True(SmallRun.Execute(options, run, dataset, observer: observer));

        double[] scores = [.. run.Metrics.Read().Select(line => line.Values["heldOutAccuracy"])];
        int best = Array.IndexOf(scores, scores.Max()) + 1;
        Assert.Equal(best + 2, scores.Length);
        Assert.Equal(best, observer.Progress!.BestEpoch);
        Assert.Equal("finished best.safetensors", observer.Calls[^1]);
        Assert.True(scores.Length < 20);
    }

    [Fact]
    public void A_loss_that_breaks_down_names_step_and_images_and_keeps_the_last_checkpoint()
    {
        using ImageDataset dataset = SmallModel.Faces(64);
        TrainingOptions options = SmallRun.Options with { HoldOut = 0, WarmupEpochs = 0, AverageDecay = 0 };
        RunFolder run = RunFolder.Create(folder["run"], options);
        Assert.False(SmallRun.Execute(options, run, dataset, stopAfter: 1));
        byte[] checkpoint = SHA256.HashData(File.ReadAllBytes(run.LastCheckpoint));
        var observer = new SmallRun.RecordingObserver();

        var error = Assert.Throws<TrainingException>(
            () => SmallRun.Execute(options with { LearningRate = 1e30 }, run, dataset, observer: observer));

        Assert.Equal(["started 2 4 1", "step 2"], observer.Calls);
        int[] batch = Samplers.Find("sqrt").Options(16).Create(dataset.Labels, options.Seed).Batch(2);
        Assert.Contains("at step 2 (epoch 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", batch.Take(5).Select(index => dataset.Names[index])), error.Message, StringComparison.Ordinal);
        Assert.Contains("11 more", error.Message, StringComparison.Ordinal);
        Assert.Equal(checkpoint, SHA256.HashData(File.ReadAllBytes(run.LastCheckpoint)));
        Assert.Empty(run.Metrics.Read());
    }

    [Fact]
    public void Weights_broken_by_an_epoch_s_last_step_are_not_saved()
    {
        using ImageDataset dataset = SmallModel.Faces(64);
        TrainingOptions options = SmallRun.Options with { BatchSize = 48, LearningRate = 1e30, WarmupEpochs = 0 };
        RunFolder run = RunFolder.Create(folder["run"], options);

        var error = Assert.Throws<TrainingException>(() => SmallRun.Execute(options, run, dataset));

        Assert.Contains("no longer finite", error.Message, StringComparison.Ordinal);
        Assert.False(run.HasCheckpoint);
        Assert.False(File.Exists(run.BestModel));
        Assert.Empty(run.Metrics.Read());
    }

    // Faces by where their light comes from (four directions), which a few steps can teach; expressions would take minutes.
    private static ImageDataset FacesByLight(int count)
    {
        using ImageDataset faces = SmallModel.Faces(count);
        return ImageDataset.FromPixels(
            new DatasetIdentity("synthetic", "train", "light", [.. Enum.GetNames<LightDirection>()]),
            new DatasetLabels(faces.Names, faces.Attributes!["light"]),
            [.. Enumerable.Range(0, count).SelectMany(i => faces.Pixels(i).ToArray())], 1, faces.Height, faces.Width);
    }

    // Equal images of two classes: nothing can be learned from them.
    private static ImageDataset Blank(int count)
    {
        var pixels = new byte[count * 16 * 16];
        Array.Fill(pixels, (byte)128);
        return ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["a", "b"]),
            new DatasetLabels([.. Enumerable.Range(0, count).Select(i => $"blank{i}")], [.. Enumerable.Range(0, count).Select(i => i % 2)]),
            pixels, 1, 16, 16);
    }
}
