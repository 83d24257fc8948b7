using Countenance.Cli.Tests.EndToEnd;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class ReproduceCommandTests(TrainedRun run)
{
    [Fact]
    public async Task Finished_runs_fill_their_cells_and_the_others_stay_empty()
    {
        using var folder = new TemporaryFolder();
        string own = OwnRun(folder);

        CliResult result = (await CliResult.OfAsync(
            "reproduce", "--data", "synthetic:96", "--runs", folder["runs"], "--finished", "--figures", "--out", folder["tables"])).Expect(0);

        Assert.Contains("CNN, alexnet: no finished run", result.Error, StringComparison.Ordinal);
        Assert.Contains($"SGMLoss, resnet18: {own}", result.Error, StringComparison.Ordinal);
        string[] second = await File.ReadAllLinesAsync(folder["tables", "table2.md"], TestContext.Current.CancellationToken);
        Assert.Contains("| CNN | alexnet |  | 86.04 | | 77.66 | | 68.66 | | 72.88 | |  |", second);
        Assert.Single(second, line => line.StartsWith("| SGMLoss | resnet18 | 3 | ", StringComparison.Ordinal));
        Assert.True(File.Exists(folder["tables", "table1.md"]));

        string figures = folder["tables", "figures"];
        string page = await File.ReadAllTextAsync(Path.Combine(figures, "figures.html"), TestContext.Current.CancellationToken);
        foreach (string name in (string[])["figure2", "figure3", "figure4", "figure5", "figure8-group-01", "figure8-group-40"])
        {
            Image drawn = ImageCodec.Load(Path.Combine(figures, $"{name}.png"), ColorMode.Rgb);
            Assert.True(drawn.Width > 200 && drawn.Pixels.AsSpan().ContainsAnyExcept(drawn.Pixels[0]), name);
        }

        Assert.Contains("SGMLoss, resnet18", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_data_sets_are_decoded_into_the_cache_that_was_named()
    {
        using var folder = new TemporaryFolder();
        OwnRun(folder);
        byte[] png = ImageCodec.Encode(new Image(24, 24, 1, new byte[24 * 24]), ImageFormat.Png);
        Directory.CreateDirectory(folder["jaffe"]);
        foreach (string picture in (string[])["KA.AN1.1", "KL.AN1.2", "KM.AN1.3", "KR.AN1.4", "MK.AN1.5", "MK.HA1.6"])
        {
            await File.WriteAllBytesAsync(folder["jaffe", $"{picture}.png"], png, TestContext.Current.CancellationToken);
        }

        CliResult result = (await CliResult.OfAsync(
            "reproduce", "--data", "synthetic:96", "--labels", "distribution", "--jaffe", folder["jaffe"], "--runs", folder["runs"],
            "--model", "resnet18", "--finished", "--table", "1", "--cache", folder["cache"], "--out", folder["tables"])).Expect(0);

        Assert.Contains("jaffe all (posed): 6 images", result.Error, StringComparison.Ordinal);
        string kept = Assert.Single(Directory.GetFiles(folder["cache"]));
        Assert.StartsWith("jaffe-all-", Path.GetFileName(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_cells_are_trained_and_kept_for_the_next_time()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "reproduce", "--data", "synthetic:96", "--runs", folder["runs"], "--model", "resnet18", "--table", "2", "--budget", "0.05",
            "--out", folder["tables"],
        ];
        CliResult first = (await CliResult.OfAsync(arguments)).Expect(0);
        CliResult second = (await CliResult.OfAsync(arguments)).Expect(0);

        Assert.Equal(3, Directory.GetDirectories(folder["runs"]).Length);
        Assert.Contains("TripletLoss, resnet18: training", first.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("training\n", second.Error, StringComparison.Ordinal);
        Assert.Equal(first.Output, second.Output);
        Assert.False(File.Exists(folder["tables", "table1.md"]));
    }

    [Fact]
    public async Task A_precision_that_cannot_train_exits_with_2_and_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();

        CliResult result = await CliResult.OfAsync(
            "reproduce", "--data", "synthetic:96", "--model", "resnet18", "--runs", folder["runs"], "--out", folder["tables"],
            "--precision", "int8");

        Assert.Contains("The precision must be one of fp32, bf16, tf32. Got int8.", result.Expect(2).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public async Task A_run_that_the_images_refuse_leaves_no_folder()
    {
        using var folder = new TemporaryFolder();

        CliResult result = await CliResult.OfAsync(
            "reproduce", "--data", "synthetic:1", "--model", "resnet18", "--runs", folder["runs"], "--out", folder["tables"]);

        Assert.Contains("images of one class alone", result.Expect(1).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder["runs"]));
    }

    [Theory]
    [InlineData("--table", "3", "The table must be 1 or 2. Got 3.")]
    [InlineData("--budget", "0", "The budget must be positive. Got 0.")]
    [InlineData("--subspaces", "dgms", "--subspaces needs --figures.")]
    [InlineData("--model", "resnet18-fine", "has no backbone 'resnet18-fine'. It has: fmpnet, ")]
    public async Task Invalid_options_exit_with_2(string option, string value, string message)
    {
        CliResult result = (await CliResult.OfAsync("reproduce", "--data", "synthetic:96", option, value)).Expect(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--jaffe", "nowhere: there is no such file or folder")]
    [InlineData("--subspaces", "nowhere")]
    [InlineData("--out", "/proc/tables")]
    public async Task What_would_fail_at_the_end_fails_before_the_first_training(string option, string message)
    {
        using var folder = new TemporaryFolder();
        string value = option == "--out" ? "/proc/tables" : "nowhere";
        string[] elsewhere = option == "--out" ? [] : ["--out", folder["tables"]];

        CliResult result = await CliResult.OfAsync(
            ["reproduce", "--data", "synthetic:96", "--runs", folder["runs"], .. elsewhere, "--figures", option, value]);

        Assert.Contains(message, result.Expect(1).ErrorLines[^1], StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["runs"]));
    }

    // Evaluations are kept beside a run, and the one that is there is everybody's.
    private string OwnRun(TemporaryFolder folder)
    {
        string own = folder["runs", "run"];
        Directory.CreateDirectory(Path.Combine(own, "checkpoints"));
        foreach (string file in (string[])["config.json", "metrics.jsonl", Path.Combine("checkpoints", "best.safetensors")])
        {
            File.Copy(Path.Combine(run.Folder, file), Path.Combine(own, file));
        }

        return own;
    }
}
