using Countenance.Cli.Tests.EndToEnd;
using Countenance.Training;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndTests>]
public class ExportCommandTests(TrainedRun run)
{
    [Fact]
    public async Task Where_a_run_held_images_out_nothing_is_doubted()
    {
        using var folder = new TemporaryFolder();

        Assert.DoesNotContain("warning", await Export(run.Folder, folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("subspaces.json", "sub-spaces are learned from all images")]
    [InlineData("config.json", "nothing was held out when this model was trained")]
    [InlineData("notes.json", "this is no run folder")]
    public async Task Where_the_model_has_learned_what_its_temperature_is_fitted_on_a_warning_says_so(string file, string warning)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["run", "checkpoints"]);
        File.Copy(run.BestModel, folder["run", "checkpoints", "best.safetensors"]);
        await File.WriteAllTextAsync(
            folder["run", file], new TrainingOptions { HoldOut = 0 }.ToJson(), TestContext.Current.CancellationToken);

        string[] lines = (await Export(folder["run"], folder)).Split('\n');

        Assert.StartsWith($"warning: {warning}", Assert.Single(lines, line => line.Contains("temperature", StringComparison.Ordinal)));
    }

    private static async Task<string> Export(string model, TemporaryFolder folder)
    {
        string output = folder["out.safetensors"];
        CliResult result = await CliResult.OfAsync(
            "export", "--model", model, "--data", TrainedRun.Faces, "--subclasses", "1", "--threads", "1", "--out", output);
        return result.Expect(0).Error;
    }
}
