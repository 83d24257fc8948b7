using Countenance.Training;

namespace Countenance.Tests.Training;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TrainingOptions options = new() { Seed = 17, Epochs = 9 };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_new_run_can_be_opened_with_its_options()
    {
        string path = folder["deep/down"];

        RunFolder created = RunFolder.Create(path, options);
        (RunFolder opened, TrainingOptions read) = RunFolder.Open(path);

        Assert.Equal(options, read);
        Assert.Equal((path, path), (created.Path, opened.Path));
        Assert.False(opened.HasCheckpoint);
        Assert.True(Directory.Exists(Path.GetDirectoryName(opened.LastCheckpoint)));
        File.WriteAllText(created.LastCheckpoint, "x");
        Assert.True(opened.HasCheckpoint);
        Assert.Empty(opened.Metrics.Read());
    }

    [Fact]
    public void A_run_is_not_overwritten()
    {
        RunFolder.Create(folder.Root, options);

        var error = Assert.Throws<TrainingException>(() => RunFolder.Create(folder.Root, options with { Seed = 18 }));

        Assert.Contains(folder.Root, error.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Assert.Equal(17, RunFolder.Open(folder.Root).Options.Seed);
    }

    [Fact]
    public void One_process_at_a_time_trains_a_run()
    {
        RunFolder run = RunFolder.Create(folder.Root, options);
        using (run.Claim())
        {
            var error = Assert.Throws<TrainingException>(() => RunFolder.Open(folder.Root).Folder.Claim());
            Assert.Equal($"{folder.Root}: another process is training this run.", error.Message);
        }

        run.Claim().Dispose();
        Assert.Equal([folder["config.json"]], Directory.GetFiles(folder.Root));
    }

    [Theory]
    [InlineData(null, "holds no run")]
    [InlineData("{ not json", "is not a configuration")]
    [InlineData("{\"foo\": 1}", "is not a configuration")]
    public void A_folder_without_a_run_or_with_a_damaged_one_is_refused(string? config, string reason)
    {
        if (config is not null)
        {
            File.WriteAllText(folder["config.json"], config);
        }

        var error = Assert.Throws<TrainingException>(() => RunFolder.Open(folder.Root));

        Assert.StartsWith(folder.Root, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Throws<TrainingException>(() => RunFolder.Open(folder["absent"]));
    }

    [Fact]
    public void Deleting_a_run_leaves_other_files()
    {
        RunFolder run = RunFolder.Create(folder.Root, options);
        File.WriteAllText(run.LastCheckpoint, "x");
        File.WriteAllText(run.BestModel, "x");
        File.WriteAllText(folder["checkpoints/mine.safetensors"], "keep");
        File.WriteAllText(folder["notes.txt"], "keep");
        run.Metrics.Append(new EpochMetrics(1, 1, new Dictionary<string, double>(), 1));
        new TensorBoardWriter(folder.Root).Dispose();

        run.Delete();

        IEnumerable<string> left = Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(folder.Root, path));
        Assert.Equal(["checkpoints/mine.safetensors", "notes.txt"], left.Order(StringComparer.Ordinal));
        RunFolder.Create(folder.Root, options);
    }
}
