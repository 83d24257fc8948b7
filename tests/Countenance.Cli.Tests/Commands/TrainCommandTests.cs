using Countenance.Cli.Tests.EndToEnd;
using Countenance.Training;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class TrainCommandTests(TrainedRun run)
{
    [Fact]
    public void The_run_folder_is_complete()
    {
        string[] files = [.. Directory.EnumerateFiles(run.Folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(run.Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

        Assert.Equal(["checkpoints/best.safetensors", "checkpoints/last.safetensors", "config.json"], files[..3]);
        Assert.StartsWith("events.out.tfevents.", files[3], StringComparison.Ordinal);
        Assert.Equal(["metrics.jsonl"], files[4..]);

        TrainingOptions options = RunFolder.Open(run.Folder).Options;
        Assert.Equal(
            (TrainedRun.Dimension, TrainedRun.ImageSize, 16, TrainedRun.Epochs, 0.2),
            (options.Dimension, options.ImageSize, options.BatchSize, options.Epochs, options.HoldOut));
        IReadOnlyList<EpochMetrics> epochs = new MetricsLog(Path.Combine(run.Folder, "metrics.jsonl")).Read();
        Assert.Equal([1, 2, 3], epochs.Select(epoch => epoch.Epoch));
        Assert.All(epochs, epoch =>
        {
            Assert.Equal(["loss", "accuracy", "spread", "learningRate", "heldOutAccuracy", "heldOutPosteriorAccuracy"], epoch.Values.Keys);
            Assert.InRange(epoch.Values["loss"], 1e-6, 10);
            Assert.InRange(epoch.Values["heldOutAccuracy"], 0, 1);
        });
    }

    [Fact]
    public void The_model_is_named_on_stdout_and_progress_is_plain_lines_on_stderr()
    {
        Assert.Equal(run.BestModel + "\n", run.Training.Output);
        string error = run.Training.Error;
        Assert.DoesNotContain('\r', error);
        Assert.DoesNotContain('\u001b', error);
        Assert.Contains("synthetic train (majority): 96 images: 12 ", error, StringComparison.Ordinal);
        foreach (int epoch in Enumerable.Range(1, TrainedRun.Epochs))
        {
            Assert.Single(run.Training.ErrorLines, line => line.StartsWith($"epoch {epoch}: loss ", StringComparison.Ordinal));
        }

        Assert.Matches(@"(?m)^training: (\d+) steps in \d+:\d\d ", error);
        Assert.Matches(@"\nTrained \d+ steps in \d+ s of computing; best after epoch [123]\.\n$", error);
    }

    [Fact]
    public async Task A_second_run_in_the_same_folder_is_refused_with_advice()
    {
        DateTime before = File.GetLastWriteTimeUtc(run.LastCheckpoint);

        CliResult second = (await CliResult.OfAsync(TrainedRun.Arguments(run.Folder))).Expect(1);

        Assert.Equal($"error: {run.Folder} holds a run already. Give --resume to go on with it, or another --out.\n", second.Error);
        Assert.Equal("", second.Output);
        Assert.Equal(before, File.GetLastWriteTimeUtc(run.LastCheckpoint));
    }

    [Fact]
    public async Task A_teacher_that_is_no_model_leaves_no_run_behind()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", TrainedRun.Faces, "--out", folder["run"], "--teacher", run.BestModel, folder["none.safetensors"]];

        CliResult result = await CliResult.OfAsync(arguments);

        Assert.Contains("none.safetensors", result.Expect(1).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder["run"], "config.json")));
        CliResult weight = await CliResult.OfAsync("train", "--data", TrainedRun.Faces, "--out", folder["run"], "--teacher-weight", "0.3");
        Assert.Contains("--teacher-weight needs a --teacher", weight.Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_to_start_from_that_does_not_fit_leaves_no_run_behind()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", TrainedRun.Faces, "--out", folder["run"]];

        CliResult missing = await CliResult.OfAsync([.. arguments, "--from", folder["typo.safetensors"]]);
        CliResult other = await CliResult.OfAsync([.. arguments, "--from", run.BestModel, "--model", "fmpnet"]);

        Assert.Contains("typo.safetensors", missing.Expect(1).Error, StringComparison.Ordinal);
        Assert.Contains("cannot start from this model", other.Expect(1).Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder["run"], "config.json")));
    }

    [Fact]
    public async Task A_resumed_run_keeps_its_choices_and_refuses_others()
    {
        using var folder = new TemporaryFolder(); // a run of its own: resuming begins another file of events
        foreach (string file in Directory.GetFiles(run.Folder, "*", SearchOption.AllDirectories))
        {
            string copy = folder[Path.GetRelativePath(run.Folder, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        CliResult again = await CliResult.OfAsync([.. TrainedRun.Arguments(folder.Root), "--resume"]);
        CliResult longer = await CliResult.OfAsync(
            "train", "--data", TrainedRun.Faces, "--out", folder.Root, "--resume", "--epochs", "40", "--sigma", "2");

        again.Expect(0);
        Assert.Contains("with other options: gaussian.sigma, epochs.", longer.Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resuming_where_there_is_no_run_is_refused()
    {
        using var folder = new TemporaryFolder();
        CliResult result = await CliResult.OfAsync("train", "--data", TrainedRun.Faces, "--out", folder["none"], "--resume");
        Assert.Equal($"error: {folder["none"]} holds no run: there is no config.json.\n", result.Expect(1).Error);
    }

    [Theory]
    [InlineData("--model", "vgg", "resnet18")]
    [InlineData("--loss", "l2", "sgm")]
    [InlineData("--sampling", "some", "balanced, sqrt, natural, shuffled")]
    [InlineData("--format", "png", "synthetic, packed, ferplus, ")]
    [InlineData("--labels", "mean", "majority, distribution")]
    [InlineData("--targets", "soft", "votes or onehot")]
    [InlineData("--precision", "fp8", "fp32, bf16, tf32. Got fp8.")]
    [InlineData("--precision", "int8", "fp32, bf16, tf32. Got int8.")]
    [InlineData("--device", "tpu", "cpu, cuda or cuda:N")]
    [InlineData("--threads", "0", "threads must be positive")]
    [InlineData("--epochs", "0", "The epochs must be positive. Got 0.")]
    [InlineData("--epochs", "many", "--epochs")]
    [InlineData("--dim", "-1", "The dimension must be positive. Got -1.")]
    [InlineData("--batch-size", "1", "The batch size must be at least 2. Got 1.")]
    [InlineData("--batch-size", "8", "at least 2 for each of the 8 classes, 16")]
    [InlineData("--image-size", "4", "The image size must be at least 8. Got 4.")]
    [InlineData("--sigma", "0", "The sigma must be positive, at least 0.001. Got 0.")]
    [InlineData("--likelihood", "-1", "The likelihood weight must not be negative. Got -1.")]
    [InlineData("--lr", "0", "The learning rate must be positive. Got 0.")]
    [InlineData("--lr", "NaN", "The learning rate must be positive. Got NaN.")]
    [InlineData("--hold-out", "0.9", "The hold out must be at most 0.5. Got 0.9.")]
    [InlineData("--average", "1", "The average decay must be below 1. Got 1.")]
    [InlineData("--patience", "-2", "The patience must not be negative. Got -2.")]
    [InlineData("--data", "synthetic:few", "synthetic:COUNT")]
    public async Task What_cannot_be_is_a_usage_error_that_says_what_can(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        string[] data = option == "--data" ? [] : ["--data", TrainedRun.Faces];

        CliResult result = (await CliResult.OfAsync(["train", .. data, "--out", folder["run"], option, value])).Expect(2);

        string[] error = [.. result.ErrorLines.SkipWhile(line => !line.StartsWith("error: ", StringComparison.Ordinal))];
        Assert.Equal(2, error.Length);
        Assert.Contains(message, error[0], StringComparison.Ordinal);
        Assert.Contains(value, error[0], StringComparison.Ordinal);
        Assert.Equal("See: countenance train --help", error[1]);
        Assert.False(File.Exists(folder["run", "config.json"]), "The mistake must not be in the way of the next attempt.");
    }

    [Fact]
    public async Task An_option_of_another_loss_is_refused_and_one_that_a_recipe_brings_is_not()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["train", "--data", "synthetic:96", "--recipe", "quick", "--out", folder["run"], "--loss"];

        CliResult margin = await CliResult.OfAsync([.. arguments, "sgm", "--margin", "2"]);
        CliResult foreign = await CliResult.OfAsync([.. arguments, "softmax", "--likelihood", "0.1"]);
        CliResult recipe = await CliResult.OfAsync([.. arguments, "softmax", "--epochs", "1", "--batch-size", "32", "--image-size", "32"]);

        CliResult dimension = await CliResult.OfAsync([.. arguments, "softmax", "--dim", "16"]);
        Assert.Contains("--dim is for losses with an embedding. Got softmax", dimension.Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--margin is for the loss triplet. Got sgm.", margin.Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("--likelihood is for the loss sgm. Got softmax.", foreign.Expect(2).Error, StringComparison.Ordinal);
        recipe.Expect(0);
    }

    [Theory]
    [InlineData("train", "--data", TrainedRun.Faces, "--out", "run")]
    [InlineData("embed", "--data", TrainedRun.Faces, "--model", "none", "--out", "x.npy")]
    [InlineData("evaluate", "--data", TrainedRun.Faces, "--model", "none")]
    [InlineData("map", "--data", TrainedRun.Faces, "--model", "none", "--out", "x.csv")]
    [InlineData("subspaces", "--data", TrainedRun.Faces, "--model", "none", "--out", "run")]
    [InlineData("audit", "--data", TrainedRun.Faces, "--model", "none", "--out", "x.csv")]
    public async Task A_GPU_that_is_not_there_is_one_line_and_leaves_nothing_behind(params string[] command)
    {
        using var folder = new TemporaryFolder();
        int at = Array.IndexOf(command, "--out") + 1;
        command[at] = at > 0 ? folder[command[at]] : command[at];

        CliResult result = (await CliResult.OfAsync([.. command, "--device", "cuda:99"])).Expect(1);

        Assert.StartsWith("error: cuda:99 is not available: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task Data_that_are_not_there_are_one_line_and_leave_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["none.zip"];

        CliResult result = (await CliResult.OfAsync("train", "--data", missing, "--out", folder["run"])).Expect(1);

        Assert.Equal($"error: {missing}: there is no such file or folder\n", result.Error);
        Assert.False(Path.Exists(folder["run"]));
    }
}
