using Countenance.Cli.Tests.EndToEnd;
using Countenance.Models;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class ExportCommandTests(TrainedRun run)
{
    [Fact]
    public async Task Where_a_run_held_images_out_nothing_is_doubted()
    {
        using var folder = new TemporaryFolder();

        Assert.DoesNotContain("warning", await Export(run.Folder, folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "nothing was held out when the model was trained")]
    [InlineData(null, "the model does not say how many images were held out")]
    public async Task Where_the_model_has_learned_what_its_temperature_is_fitted_on_a_warning_says_so(double? share, string warning)
    {
        using var folder = new TemporaryFolder();
        string path = folder["model.safetensors"];
        using (EmbeddingModel model = ModelFile.Load(run.BestModel))
        {
            ModelFile.Save(path, model.Card with { HoldOut = share }, model.Network.StateDict(), model.Gaussians);
        }

        string[] lines = (await Export(path, folder)).Split('\n');

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
