using Countenance.Classification;
using Countenance.Models;
using Countenance.Tests.Models;
using Countenance.Torch.Safetensors;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>What a run leaves, and that an interrupted one leaves the same.</summary>
public sealed class TrainingRunTests(FinishedRun finished) : IClassFixture<FinishedRun>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_tells_its_observer_and_leaves_a_line_an_epoch()
    {
        Assert.True(finished.Ended);
        Assert.Equal(
            ["started 2 3 0", "step 1", "step 2", "step 3", "epoch 1", "step 4", "step 5", "step 6", "epoch 2",
                "embedded 0 64", "embedded 64 64", "finished best.safetensors"],
            finished.Observer.Calls);
        IReadOnlyList<EpochMetrics> lines = finished.Folder.Metrics.Read();
        Assert.Equal([(1, 3L), (2, 6L)], lines.Select(line => (line.Epoch, line.Step)));
        Assert.Equal(finished.Observer.Losses.Take(3).Average(), lines[0].Values["loss"], 1e-12);
        Assert.Equal(finished.Observer.Losses.Skip(3).Average(), lines[1].Values["loss"], 1e-12);
        Assert.All(lines, line => Assert.Equal(
            ["accuracy", "heldOutAccuracy", "heldOutPosteriorAccuracy", "learningRate", "loss", "spread"], line.Values.Keys.Order()));
        Assert.All(lines, line => Assert.InRange(line.Values["heldOutAccuracy"], 0, 1));
        Assert.True(lines[1].Seconds >= lines[0].Seconds);
    }

    [Fact]
    public void The_events_of_TensorBoard_are_the_metrics()
    {
        string path = Assert.Single(Directory.GetFiles(finished.Folder.Path, "events.out.tfevents.*"));
        DecodedEvent[] values = [.. TensorBoardDecoder.Read(path).Where(item => item.Tag is not null)];

        foreach (EpochMetrics line in finished.Folder.Metrics.Read())
        {
            foreach ((string name, double value) in line.Values)
            {
                Assert.Equal((float)value, Assert.Single(values, item => item.Tag == name && item.Step == line.Step).Value);
            }
        }
    }

    [Fact]
    public void The_best_model_is_of_its_epoch_and_has_the_gaussians_of_the_whole_split()
    {
        using EmbeddingModel best = ModelFile.Load(finished.Folder.BestModel);
        int epoch = finished.Observer.Progress!.BestEpoch;

        Assert.Equal(64, best.Gaussians!.Counts.Sum());
        Assert.Equal(finished.Dataset.CountByClass(), best.Gaussians.Counts.Select(count => (int)count));
        Assert.Equal(epoch, best.Card.Epochs);
        Assert.Equal(finished.Folder.Metrics.Read()[epoch - 1].Values["heldOutAccuracy"], best.Card.Metrics["heldOutAccuracy"]);
        Assert.Equal(finished.Dataset.Digest, best.Card.Data.Digest);
        ClassGaussians expected = ClassGaussians.Estimate(
            best.Rows(finished.Dataset), finished.Dataset.Labels, finished.Dataset.ClassNames, best.Card.Sigma);
        Assert.Equal(expected.Means, best.Gaussians.Means);
    }

    [Fact]
    public void The_best_model_has_the_averaged_weights()
    {
        TrainingOptions options = SmallRun.Options with { Epochs = 1, HoldOut = 0 }; // the best epoch is then the last
        RunFolder run = RunFolder.Create(folder["run"], options);

        Assert.True(SmallRun.Execute(options, run, finished.Dataset));

        using SafetensorsFile last = SafetensorsFile.Open(run.LastCheckpoint);
        using SafetensorsFile best = SafetensorsFile.Open(run.BestModel);
        Assert.Equal(last.Values<float>("average.fc.weight").ToArray(), best.Values<float>("fc.weight").ToArray());
        Assert.NotEqual(last.Values<float>("model.fc.weight").ToArray(), best.Values<float>("fc.weight").ToArray());
    }

    [Fact]
    public void A_run_stopped_at_random_steps_and_resumed_ends_bit_for_bit_the_same()
    {
        long[] stops = [.. Enumerable.Range(1, 6).Select(step => (long)step).Where(_ => Random.Shared.Next(2) == 0), 6];
        string story = $"stopped after the steps {string.Join(", ", stops.Distinct())}";
        RunFolder.Create(folder["run"], SmallRun.Options);

        foreach (long stop in stops.Distinct())
        {
            (RunFolder run, TrainingOptions options) = RunFolder.Open(folder["run"]);
            var observer = new SmallRun.RecordingObserver();
            Assert.False(SmallRun.Execute(options, run, finished.Dataset, stop, observer), story);
            Assert.Equal($"stopped {stop}", observer.Calls[^1]);
        }

        (RunFolder last, TrainingOptions same) = RunFolder.Open(folder["run"]);
        Assert.True(SmallRun.Execute(same, last, finished.Dataset), story);

        AssertSameTensors(finished.Folder.LastCheckpoint, last.LastCheckpoint, story);
        Assert.True(File.ReadAllBytes(finished.Folder.BestModel).AsSpan().SequenceEqual(File.ReadAllBytes(last.BestModel)), story);
        IReadOnlyList<EpochMetrics> lines = last.Metrics.Read();
        Assert.Equal([1, 2], lines.Select(line => line.Epoch));
        foreach ((EpochMetrics expected, EpochMetrics actual) in finished.Folder.Metrics.Read().Zip(lines))
        {
            Assert.Equal(expected.Step, actual.Step);
            Assert.Equal(expected.Values.OrderBy(pair => pair.Key), actual.Values.OrderBy(pair => pair.Key));
        }
    }

    [Fact]
    public void Another_seed_gives_another_run()
    {
        TrainingOptions options = SmallRun.Options with { Seed = 4 };
        RunFolder run = RunFolder.Create(folder["run"], options);
        var observer = new SmallRun.RecordingObserver();

        Assert.False(SmallRun.Execute(options, run, finished.Dataset, stopAfter: 1, observer));

        Assert.NotEqual(finished.Observer.Losses[0], observer.Losses[0]);
    }

    [Fact]
    public void A_checkpoint_of_other_options_or_a_damaged_one_is_refused_by_name()
    {
        RunFolder run = RunFolder.Create(folder["run"], SmallRun.Options);
        File.Copy(finished.Folder.LastCheckpoint, run.LastCheckpoint);

        var other = Assert.Throws<TrainingException>(
            () => SmallRun.Execute(SmallRun.Options with { Dimension = 5 }, run, finished.Dataset));
        Assert.StartsWith(run.LastCheckpoint, other.Message, StringComparison.Ordinal);
        Assert.Contains("model.fc.weight is [8, 512], not [5, 512]", other.Message, StringComparison.Ordinal);

        using (FileStream file = File.OpenWrite(run.LastCheckpoint))
        {
            file.SetLength(file.Length / 2);
        }

        var damaged = Assert.Throws<TrainingException>(() => SmallRun.Execute(SmallRun.Options, run, finished.Dataset));
        Assert.StartsWith(run.LastCheckpoint, damaged.Message, StringComparison.Ordinal);
    }

    private static void AssertSameTensors(string expected, string actual, string story)
    {
        using SafetensorsFile first = SafetensorsFile.Open(expected);
        using SafetensorsFile second = SafetensorsFile.Open(actual);
        Assert.Equal(first.Entries.Select(entry => entry.Name), second.Entries.Select(entry => entry.Name));
        foreach (string prefix in (string[])["model.", "optimizer.", "average."])
        {
            Assert.Contains(first.Entries, entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal));
        }

        foreach ((SafetensorsEntry one, SafetensorsEntry other) in first.Entries.Zip(second.Entries))
        {
            Assert.True(first.Bytes(one).SequenceEqual(second.Bytes(other)), $"{one.Name} differs; {story}");
        }
    }
}
