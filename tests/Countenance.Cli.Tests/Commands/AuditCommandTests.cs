using Countenance.Cli.Tests.EndToEnd;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class AuditCommandTests(TrainedRun run)
{
    private const string Many = "synthetic:384"; // a fold takes so long that a stop meant for its middle cannot come after its end
    private const string Header = "rank,file,label,suggested,probability,labelTypicality,reason";

    [Fact]
    public async Task A_stop_between_two_folds_is_taken_up_again_and_a_finished_audit_is_only_read()
    {
        using var folder = new TemporaryFolder();
        CliResult stopped;
        using (CliProcess process = CliProcess.Start(Arguments(folder, "stopped")))
        {
            await process.WaitForAsync("fold 2 of 2:");
            await process.SignalAsync("INT");
            stopped = await process.EndAsync();
        }

        stopped.Expect(ExitCode.Interrupted);
        Assert.Equal("", stopped.Output);
        Assert.Contains("the same command continues it.", stopped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["stopped.csv"]));

        CliResult resumed = (await CliResult.OfAsync(Arguments(folder, "stopped"))).Expect(0);
        Assert.DoesNotContain("fold 1 of 2:", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("fold 2 of 2:", resumed.Error, StringComparison.Ordinal);

        CliResult whole = (await CliResult.OfAsync(Arguments(folder, "whole"))).Expect(0);
        Assert.Equal(await ReadAsync(folder["whole.csv"]), await ReadAsync(folder["stopped.csv"]));

        CliResult again = (await CliResult.OfAsync(Arguments(folder, "whole"))).Expect(0);
        Assert.DoesNotContain("epochs of", again.Error, StringComparison.Ordinal);
        Assert.Equal(whole.Output, again.Output);

        string[] lines = (await ReadAsync(folder["whole.csv"])).TrimEnd('\n').Split('\n');
        Assert.Equal(Header, lines[0]);
        Assert.Equal(385, lines.Length); // with the threshold at 0, all 384
        Assert.EndsWith($"\n{folder["whole.csv"]}\n", whole.Output, StringComparison.Ordinal);
        Assert.Contains("posterior of the class Gaussians", whole.Output, StringComparison.Ordinal);
        Assert.Contains("confident learning, by normalised margin", whole.Output, StringComparison.Ordinal);
        Assert.Contains("disagreement of 11 nearest neighbours", whole.Output, StringComparison.Ordinal);

        CliResult other = (await CliResult.OfAsync([.. Arguments(folder, "whole"), "--flip-seed", "2"])).Expect(1);
        Assert.Contains("trained on other images or labels", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_judges_with_held_out_heads_and_its_reservation_is_told()
    {
        using var folder = new TemporaryFolder();
        string[] audit = ["audit", "--data", TrainedRun.Faces, "--model", run.Folder, "--folds", "4", "--threads", "1"];

        string[] files = ["--out", folder["lists", "suspects.csv"], "--sheet", folder["sheets", "suspects.html"]];
        CliResult result = (await CliResult.OfAsync([.. audit, "--threshold", "0.2", .. files])).Expect(0);

        Assert.Contains("Only the class Gaussians are held out", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("finding the flipped labels", result.Output, StringComparison.Ordinal);
        string[] lines = (await ReadAsync(folder["lists", "suspects.csv"])).TrimEnd('\n').Split('\n');
        Assert.Equal(Header, lines[0]);
        string page = await ReadAsync(folder["sheets", "suspects.html"]);
        Assert.Contains("the embedding may have seen the labels", page, StringComparison.Ordinal);

        string[] none = [.. audit, "--threshold", "1", "--out", folder["none.csv"], "--sheet", folder["none.png"]];
        string[] all = [.. audit, "--threshold", "0", "--out", folder["all.csv"], "--sheet", folder["all.png"]];
        Assert.EndsWith($"No suspects: {folder["none.png"]} was not written\n", (await CliResult.OfAsync(none)).Expect(0).Error, StringComparison.Ordinal);
        (await CliResult.OfAsync(all)).Expect(0);
        Assert.Equal(16 + (12 * 126), ImageCodec.Load(folder["all.png"], ColorMode.Rgb).Height); // the first 48, four a row
    }

    [Fact]
    public async Task Labels_of_ones_own_are_audited_and_errors_in_them_named()
    {
        using var folder = new TemporaryFolder();
        string labels = folder["labels.csv"];
        string[] audit =
        [
            "audit", "--data", TrainedRun.Faces, "--model", run.Folder, "--threads", "1", "--threshold", "0",
            "--labels-csv", labels, "--out", folder["suspects.csv"],
        ];
        await File.WriteAllTextAsync(labels, "file,label\nnobody.png,fear\n", TestContext.Current.CancellationToken);
        CliResult wrong = (await CliResult.OfAsync(audit)).Expect(1);
        Assert.Equal($"error: {labels} line 2: the data set has no image 'nobody.png'", wrong.ErrorLines[^1]);

        (await CliResult.OfAsync([.. audit[..7], "--threshold", "0", "--out", folder["plain.csv"]])).Expect(0);
        string[] plain = (await ReadAsync(folder["plain.csv"])).Split('\n');
        string[] first = plain[1].Split(',');
        await File.WriteAllTextAsync(labels, $"file,label\n{first[1]},\n", TestContext.Current.CancellationToken);

        (await CliResult.OfAsync(audit)).Expect(0);

        string[] audited = (await ReadAsync(folder["suspects.csv"])).TrimEnd('\n').Split('\n');
        Assert.Equal(96, audited.Length); // one has no label any more
        Assert.DoesNotContain(audited, line => line.Contains($",{first[1]},", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Give --folds")]
    [InlineData("at least 2 folds", "--folds", "1")]
    [InlineData("isotropic, pooled, full", "--folds", "2", "--covariance", "round")]
    [InlineData("between 0 and 1. Got 2", "--folds", "2", "--flip", "2")]
    [InlineData("The epochs must be positive", "--folds", "2", "--epochs", "0")]
    [InlineData("--epochs has no effect with --model", "--model", "none", "--epochs", "5")]
    [InlineData("--flip-seed needs a --flip", "--folds", "2", "--flip-seed", "5")]
    [InlineData("the 8 classes, 16", "--folds", "2", "--batch-size", "8")]
    public async Task Invalid_options_exit_with_2(string message, params string[] args)
    {
        using var folder = new TemporaryFolder();

        CliResult result = (await CliResult.OfAsync(
            ["audit", "--data", TrainedRun.Faces, "--work", folder["work"], "--out", folder["suspects.csv"], .. args])).Expect(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.EndsWith("See: countenance audit --help\n", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["suspects.csv"]));
    }

    private static string[] Arguments(TemporaryFolder folder, string name) =>
    [
        "audit", "--data", Many, "--folds", "2", "--flip", "0.1", "--epochs", "2", "--image-size", "16", "--batch-size", "16",
        "--dim", "4", "--threads", "1", "--threshold", "0", "--work", folder[name], "--out", folder[$"{name}.csv"],
    ];

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
