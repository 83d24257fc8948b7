using Countenance.Auditing;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Tests.Models;
using Countenance.Tests.Training;
using Countenance.Torch.Safetensors;
using Countenance.Training;

namespace Countenance.Tests.Auditing;

/// <summary>What the folds' models are trained on, and that stopped folds go on.</summary>
public sealed class FoldTrainingTests : IDisposable
{
    private static readonly TrainingOptions options = FoldTraining.RobustOptions with
    {
        ImageSize = 16,
        BatchSize = 16,
        Epochs = 2,
        Dimension = 4,
        AverageDecay = 0.9,
        Seed = 3,
    };

    private readonly TemporaryFolder folder = new();
    private readonly ImageDataset faces = SmallModel.Faces(48);
    private readonly ImageDataset dataset;
    private readonly LabelFlips flips;
    private readonly AuditFolds folds;

    public FoldTrainingTests()
    {
        flips = LabelFlips.Create(faces.Labels, faces.ClassNames.Count, 0.1, 1);
        dataset = faces.WithLabels(flips.Labels);
        folds = AuditFolds.Create(dataset.Labels, 2, seed: 1);
    }

    public void Dispose()
    {
        dataset.Dispose();
        faces.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void No_fold_learns_from_the_labels_it_judges_and_what_is_finished_is_not_done_again()
    {
        float[][] embeddings = [Embed(0).Values, Embed(1).Values];

        for (int fold = 0; fold < 2; fold++)
        {
            int[] given = [.. flips.Labels];
            foreach (int image in folds.Judged(fold))
            {
                given[image] = -1;
            }

            using EmbeddingModel model = ModelFile.Load(RunFolder.Open(folder[$"fold-{fold + 1}"]).Folder.BestModel);
            Assert.Equal(faces.WithLabels(given).Digest, model.Card.Data.Digest); // images, the labels given, and no votes
            Assert.Equal(faces.WithLabels(given).CountByClass(), model.Gaussians!.Counts.Select(count => (int)count));
            Assert.Equal(
                model.Embed(faces, cancellation: TestContext.Current.CancellationToken).Values, embeddings[fold]);
        }

        Assert.NotEqual(embeddings[0], embeddings[1]);
        var observer = new SmallRun.RecordingObserver();
        Assert.Equal(embeddings[1], Training().Embed(1, observer, null, TestContext.Current.CancellationToken).Values);
        Assert.Empty(observer.Calls);
    }

    [Fact]
    public void A_fold_stopped_in_its_training_goes_on_to_the_same_embeddings()
    {
        using var cancellation = new CancellationTokenSource();
        var observer = new SmallRun.RecordingObserver { WhenStepped = step => Stop(step, cancellation) };
        Assert.Throws<OperationCanceledException>(() => Training("stopped").Embed(0, observer, null, cancellation.Token));
        Assert.Equal("stopped 3", observer.Calls[^1]);
        Assert.False(File.Exists(Path.Combine(folder["stopped"], "fold-1", "embeddings.safetensors")));

        observer = new SmallRun.RecordingObserver();
        float[] resumed = Training("stopped").Embed(0, observer, null, TestContext.Current.CancellationToken).Values;

        Assert.Equal("started 2 2 3", observer.Calls[0]);
        Assert.Equal(Embed(0).Values, resumed);

        static void Stop(long step, CancellationTokenSource cancellation)
        {
            if (step == 3)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public void Other_options_or_other_labels_are_refused_by_the_folders_name()
    {
        Embed(0);
        string fold = folder["fold-1"];

        var observer = new SmallRun.RecordingObserver();
        var longer = new FoldTraining(options with { Epochs = 3 }, folder.Root, dataset, folds);
        string message = Assert.Throws<TrainingException>(
            () => longer.Embed(0, observer, null, TestContext.Current.CancellationToken)).Message;
        Assert.StartsWith($"{fold} holds a run of other options.", message, StringComparison.Ordinal);

        var others = new FoldTraining(options, folder.Root, faces.WithLabels(faces.Labels), AuditFolds.Create(faces.Labels, 2, seed: 1));
        message = Assert.Throws<TrainingException>(
            () => others.Embed(0, observer, null, TestContext.Current.CancellationToken)).Message;
        Assert.StartsWith($"{fold}: the run was trained on other images or labels", message, StringComparison.Ordinal);
        Assert.Empty(observer.Calls);
    }

    [Fact]
    public void A_second_round_starts_from_the_firsts_model_of_the_same_fold_and_of_no_other()
    {
        Embed(0);
        string first = Path.Combine(folder["fold-1"], "checkpoints", "best.safetensors");
        var second = new FoldTraining(options with { LearningRate = 1e-9 }, folder["second"], dataset, folds, folder.Root);

        second.Embed(0, new SmallRun.RecordingObserver(), null, TestContext.Current.CancellationToken);

        (RunFolder run, TrainingOptions found) = RunFolder.Open(Path.Combine(folder["second"], "fold-1"));
        Assert.Equal(first, found.InitialModel);
        using SafetensorsFile before = SafetensorsFile.Open(first);
        using SafetensorsFile after = SafetensorsFile.Open(run.BestModel);
        float[] weights = before.Values<float>("conv1.weight").ToArray();
        Assert.All(weights.Zip(after.Values<float>("conv1.weight").ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

        // The model of fold 1 has learned the labels that fold 2 judges.
        CopyFold("fold-1", Path.Combine("swapped", "fold-2"));
        var swapped = new FoldTraining(options, folder["third"], dataset, folds, folder["swapped"]);
        string message = Assert.Throws<TrainingException>(
            () => swapped.Embed(1, new SmallRun.RecordingObserver(), null, TestContext.Current.CancellationToken)).Message;
        Assert.Contains("it could know the labels judged", message, StringComparison.Ordinal);
        Assert.False(Path.Exists(folder["third"]));
    }

    [Fact]
    public void Votes_would_tell_the_labels_and_are_refused()
    {
        float[] votes = [.. faces.Labels.SelectMany(label => Enumerable.Range(0, faces.ClassNames.Count).Select(c => c == label ? 1f : 0))];
        ImageDataset told = faces.WithLabels(faces.Labels, votes: votes);
        Assert.Throws<ArgumentException>(() => new FoldTraining(options, folder.Root, told, folds));
    }

    [Fact]
    public void A_batch_too_small_for_the_classes_leaves_nothing_that_is_in_the_way_of_the_next_attempt()
    {
        var observer = new SmallRun.RecordingObserver();
        var small = new FoldTraining(options with { BatchSize = 8 }, folder.Root, dataset, folds);

        Assert.Throws<ArgumentException>(() => small.Embed(0, observer, null, TestContext.Current.CancellationToken));

        Assert.False(RunFolder.IsRun(folder["fold-1"]));
    }

    private void CopyFold(string from, string to)
    {
        foreach (string file in Directory.GetFiles(folder[from], "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder[to], Path.GetRelativePath(folder[from], file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private FoldTraining Training(string? name = null)
        => new(options, name is null ? folder.Root : folder[name], dataset, folds);

    private EmbeddingMatrix Embed(int fold)
        => Training().Embed(fold, new SmallRun.RecordingObserver(), null, TestContext.Current.CancellationToken);
}
