using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>Where a run ends, waits to be scored, or is refused.</summary>
public sealed class TrainingRunLimitsTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_finished_run_is_left_as_it_is_also_without_its_last_checkpoint()
    {
        RunFolder run = Copy(finished.Folder);
        byte[] best = File.ReadAllBytes(run.BestModel);
        string metrics = File.ReadAllText(run.Metrics.Path);
        File.Delete(run.LastCheckpoint);
        var observer = new SmallRun.RecordingObserver();

        Assert.True(SmallRun.Execute(SmallRun.Options, run, finished.Dataset, observer: observer));

        Assert.Equal(["finished best.safetensors"], observer.Calls);
        Assert.Equal((6, finished.Observer.Progress!.BestEpoch), (observer.Progress!.Step, observer.Progress.BestEpoch));
        Assert.Equal(best, File.ReadAllBytes(run.BestModel));
        Assert.Equal(metrics, File.ReadAllText(run.Metrics.Path));
        using ImageDataset others = SmallModel.Faces(72);
        Assert.Contains("other images", Assert.Throws<TrainingException>(() => SmallRun.Execute(SmallRun.Options, run, others)).Message);
    }

    [Fact]
    public void A_stop_at_the_end_of_an_epoch_is_heeded_before_it_is_scored_and_nothing_is_lost()
    {
        RunFolder run = RunFolder.Create(folder["run"], SmallRun.Options);
        var first = new SmallRun.RecordingObserver();
        Assert.False(SmallRun.Execute(SmallRun.Options, run, finished.Dataset, stopAfter: 3, first));
        Assert.Equal("stopped 3", first.Calls[^1]);
        Assert.DoesNotContain("epoch 1", first.Calls);
        Assert.Empty(run.Metrics.Read());

        var second = new SmallRun.RecordingObserver();
        Assert.True(SmallRun.Execute(SmallRun.Options, run, finished.Dataset, observer: second));

        Assert.Equal(["started 2 3 3", "epoch 1", "step 4"], second.Calls.Take(3));
        Assert.Equal(File.ReadAllBytes(finished.Folder.BestModel), File.ReadAllBytes(run.BestModel));
        Assert.Equal(
            finished.Folder.Metrics.Read().Select(line => line.Values["learningRate"]), run.Metrics.Read().Select(line => line.Values["learningRate"]));
    }

    [Fact]
    public void Images_of_one_class_and_priors_of_another_number_are_refused_before_a_step()
    {
        using ImageDataset one = finished.Dataset.WithLabels([.. finished.Dataset.Labels.Select(_ => 2)]);
        var alone = Assert.Throws<TrainingException>(() => Prepare(SmallRun.Options, one));
        Assert.Contains($"one class alone, {one.ClassNames[2]}", alone.Message, StringComparison.Ordinal);

        TrainingOptions priors = SmallRun.Options with { Gaussian = new StructuredGaussianOptions { Priors = [1, 2, 3] } };
        var wrong = Assert.Throws<ArgumentException>(() => Prepare(priors, finished.Dataset));
        Assert.Contains("each of the 8 classes. Got 3.", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_that_holds_out_no_image_is_told_and_refused_where_patience_needs_one()
    {
        TrainingOptions options = SmallRun.Options with { HoldOut = 0.01, Epochs = 1 };
        var refused = Assert.Throws<ArgumentException>(() => Prepare(options with { Patience = 3 }, finished.Dataset));
        Assert.Contains("none of any class", refused.Message, StringComparison.Ordinal);

        var observer = new SmallRun.RecordingObserver();
        Assert.True(SmallRun.Execute(options, RunFolder.Create(folder["run"], options), finished.Dataset, observer: observer));
        Assert.Contains(observer.Calls, call => call.StartsWith("warned a share of 0.01 is no image", StringComparison.Ordinal));
    }

    private void Prepare(TrainingOptions options, ImageDataset dataset)
        => _ = new TrainingRun(options, RunFolder.Open(Copy(finished.Folder).Path).Folder, dataset, new SmallRun.RecordingObserver());

    private RunFolder Copy(RunFolder run)
    {
        string copy = folder[$"copy-{Guid.NewGuid():N}"];
        foreach (string file in Directory.GetFiles(run.Path, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(copy, Path.GetRelativePath(run.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return RunFolder.Open(copy).Folder;
    }
}
