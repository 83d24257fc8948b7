using Countenance.Cli.Tests.EndToEnd;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Training;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class SubspacesCommandTests(TrainedRun run)
{
    [Fact]
    public async Task Sub_spaces_are_learned_measured_and_usable_as_a_model()
    {
        using var folder = new TemporaryFolder();
        string path = folder["dgms"];
        string[] arguments =
        [
            "subspaces", "--model", run.Folder, "--data", "synthetic:800", "--levels", "2", "--epochs", "1", "--batch-size", "64",
            "--components", "4", "--restarts", "1", "--recipe", "paper", "--out", path,
        ];
        CliResult result = (await CliResult.OfAsync(arguments)).Expect(0);

        string model = Path.Combine(path, "checkpoints", "best.safetensors");
        Assert.EndsWith(model + "\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("agreement (AMI)", result.Output, StringComparison.Ordinal);
        Assert.Contains("16 sub-classes: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("into the same sub-class as its mixtures do.", result.Error, StringComparison.Ordinal);
        TrainingOptions round = SubspaceFolder.Open(path).Options.Training;
        Assert.Equal((OptimizerKind.Adam, 0.0, false), (round.Optimizer, round.Gaussian.LikelihoodWeight, round.VoteTargets));
        Assert.Equal((1, 64, 0.0), (round.Epochs, round.BatchSize, round.HoldOut));
        Assert.Equal(801, (await File.ReadAllLinesAsync(Path.Combine(path, "subclasses.csv"), TestContext.Current.CancellationToken)).Length);
        string page = await File.ReadAllTextAsync(Path.Combine(path, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Adjusted mutual information", page, StringComparison.Ordinal);
        Assert.Contains("Number 8 from the mean of contempt 2", page, StringComparison.Ordinal);
        using (EmbeddingModel loaded = ModelFile.Load(model))
        {
            Assert.Equal(16, loaded.SubclassGaussians!.ClassCount);
        }

        (await CliResult.OfAsync(
            "evaluate", "--model", path, "--data", "synthetic:96", "--protocol", "clustering", "--json", "-")).Expect(0);
        CliResult again = (await CliResult.OfAsync(arguments)).Expect(1);
        Assert.Equal($"error: {path} holds sub-spaces already. Give --resume to go on with them, or another --out.\n", again.Error);

        CliResult resumed = await CliResult.OfAsync(
            "subspaces", "--model", run.Folder, "--data", "synthetic:800", "--out", path, "--resume", "--epochs", "1", "--threads", "1");
        CliResult others = await CliResult.OfAsync([.. arguments, "--resume", "--lr", "0.1", "--seed", "7"]);
        resumed.Expect(0);
        Assert.Contains("with other options: training.learningRate, training.seed.", others.Expect(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_would_fail_at_the_last_level_is_refused_at_once_and_leaves_nothing_in_the_way()
    {
        using var folder = new TemporaryFolder();
        string path = folder["dgms"];
        string[] arguments = ["subspaces", "--data", "synthetic:800", "--out", path];
        CliResult small = await CliResult.OfAsync([.. arguments, "--model", run.Folder, "--levels", "5", "--batch-size", "64"]);
        Assert.Contains("40 sub-classes at level 5, 80. Got 64.", small.Expect(2).Error, StringComparison.Ordinal);

        using (EmbeddingModel embedding = ModelFile.Load(run.BestModel))
        {
            ModelCard card = embedding.Card with { Head = ModelHead.Classifier, Loss = "softmax" };
            ModelFile.Save(folder["classifier.safetensors"], card, embedding.Network.StateDict(), null);
        }

        CliResult refused = await CliResult.OfAsync([.. arguments, "--model", folder["classifier.safetensors"]]);
        Assert.Contains("not a classifier", refused.Expect(2).Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(path));
    }

    [Theory]
    [InlineData("--levels", "1", "The levels must be 2–64. Got 1.")]
    [InlineData("--covariance", "tied", "The covariance must be one of full, diagonal, spherical. Got tied.")]
    public async Task Invalid_options_exit_with_2(string option, string value, string message)
    {
        CliResult result = (await CliResult.OfAsync(
            "subspaces", "--model", run.Folder, "--data", "synthetic:96", "--out", "unused", option, value)).Expect(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("unused"));
    }
}
