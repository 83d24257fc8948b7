using Countenance.Datasets;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Training;

namespace Countenance.Tests.Subspaces;

/// <summary>Two classes of points with known groups inside, and the smallest run of sub-spaces on drawn faces.</summary>
internal static class SubspaceFixture
{
    /// <summary>Class 0 has two groups of 120, class 1 three of 80, class 2 is too small to be split; points in 6 dimensions.</summary>
    public static (ImageDataset Dataset, EmbeddingMatrix Embeddings, int[] Groups) Blobs(int seed, float[]? votes = null)
    {
        int[] sizes = [120, 120, 80, 80, 80, 30];
        int[] classes = [0, 0, 1, 1, 1, 2];
        var random = new Random(seed);
        int[] groups = [.. sizes.SelectMany((size, group) => Enumerable.Repeat(group, size))];
        random.Shuffle(groups);
        var values = new float[groups.Length * 6];
        for (int i = 0; i < groups.Length; i++)
        {
            for (int d = 0; d < 6; d++)
            {
                double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                values[(i * 6) + d] = (float)(normal + (d == groups[i] ? 9 : 0));
            }
        }

        int[] labels = [.. groups.Select(group => classes[group])];
        var dataset = ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["a", "b", "c"]),
            new DatasetLabels([.. groups.Select((_, i) => $"{i}")], labels, votes),
            new byte[groups.Length], 1, 1, 1);
        return (dataset, new EmbeddingMatrix(values, 6), groups);
    }

    public static SubspaceOptions Options { get; } = new()
    {
        Levels = 3,
        SmallestClass = 8,
        ImagesPerComponent = 2,
        PrincipalComponents = 2,
        Restarts = 1,
        Training = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 48,
            LearningRate = 1e-3,
            WarmupEpochs = 0,
            HoldOut = 0,
            AverageDecay = 0.9,
            Seed = 3,
            Sampling = "balanced",
        },
    };

    /// <summary>Writes an untrained model for faces of 16 pixels, with another card if one is made.</summary>
    public static string Model(TemporaryFolder folder, Func<ModelCard, ModelCard>? change = null, string name = "start.safetensors")
    {
        using EmbeddingModel model = Models.SmallModel.Create();
        string path = folder[name];
        ModelFile.Save(path, change?.Invoke(model.Card) ?? model.Card, model.Network.StateDict(), model.Gaussians);
        return path;
    }

    /// <summary>Prepares a run in a new folder.</summary>
    public static SubspaceRun Start(string path, string model, ImageDataset dataset, SubspaceOptions? options = null)
        => SubspaceRun.Start(path, options ?? Options, model, dataset, new Observer());

    /// <summary>Runs until the end or until a step of a round is done.</summary>
    public static bool Execute(SubspaceFolder folder, string model, ImageDataset dataset, int? stopRound = null, long stopAfter = 1)
    {
        using var cancellation = new CancellationTokenSource();
        var observer = new Observer(stopRound, stopAfter, cancellation);
        return new SubspaceRun(Options, folder, model, dataset, observer).Execute(cancellation.Token);
    }

    internal sealed class Observer(int? stopRound = null, long stopAfter = 1, CancellationTokenSource? cancellation = null)
        : ISubspaceObserver
    {
        private int round;

        /// <summary>How often all images were embedded.</summary>
        public int Embeddings { get; private set; }

        public void RoundStarted(SubspaceRound started) => round = started.Level;

        public void Found(SubclassPartition partition) => Assert.True(partition.Subclasses.Count >= 8 * round);

        public void Started(int epochs, int stepsPerEpoch, long stepsDone)
        {
        }

        public void Stepped(long stepsDone, double loss, double accuracy, double learningRate)
        {
            if (round == stopRound && stepsDone >= stopAfter)
            {
                cancellation!.Cancel();
            }
        }

        public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest)
        {
        }

        public void Warned(string message)
        {
        }

        public void Embedded(int done, int total) => Embeddings += done == total ? 1 : 0;

        public void Stopped(long stepsDone)
        {
        }

        public void Finished(string modelPath, TrainingProgress progress)
        {
        }
    }
}
