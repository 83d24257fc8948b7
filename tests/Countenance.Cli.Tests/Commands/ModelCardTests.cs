using Countenance.Cli.Tests.EndToEnd;
using Countenance.Models;

namespace Countenance.Cli.Tests.Commands;

/// <summary>What <c>info</c> says of a model.</summary>
[Collection<EndToEndCollection>]
public class ModelCardTests(TrainedRun run)
{
    [Fact]
    public async Task A_models_card_can_be_read_without_knowing_JSON()
    {
        string text = (await CliResult.OfAsync("info", run.BestModel)).Expect(0).Output;

        ModelCard card = ModelFile.ReadCard(run.BestModel);
        Assert.Matches(@"(?m)^architecture +resnet18, 8 outputs *$", text);
        Assert.Matches(@"(?m)^input +24×24 pixels, grey, mean 0\.\d+, deviation 0\.\d+ *$", text);
        Assert.Matches($"(?m)^classes +{string.Join(", ", card.Classes)} *$", text);
        Assert.Matches(@"(?m)^loss +sgm, σ = 1 *$", text);
        Assert.Matches(@"(?m)^data +synthetic train \(majority\), 96 images *$", text);
        Assert.Matches($"(?m)^data digest +{card.Data.Digest} *$", text);
        Assert.Matches(
            FormattableString.Invariant($"(?m)^training +{card.Epochs} epochs, seed 1, {100 * card.HoldOut:0.####} % held out *$"), text);
        Assert.Matches(@"(?m)^heldOutAccuracy +\d\.?\d* *$", text);
        Assert.Matches(@"(?m)^gaussians\.means +F32 +\[8, 8\] *$", text);
        Assert.DoesNotContain('{', text);
    }

    [Fact]
    public async Task A_run_folder_means_its_best_model()
    {
        string file = (await CliResult.OfAsync("info", run.BestModel)).Expect(0).Output;
        Assert.Equal(file, (await CliResult.OfAsync("info", run.Folder)).Expect(0).Output);
    }

    [Fact]
    public async Task A_checkpoint_shows_its_tensors_and_where_it_stands()
    {
        string text = (await CliResult.OfAsync("info", run.LastCheckpoint)).Expect(0).Output;
        Assert.Matches(@"(?m)^progress +\{", text);
        Assert.Matches(@"(?m)^model\.conv1\.weight +F32 +\[64, 1, 7, 7\] *$", text);
    }
}
