using System.Text.Json.Nodes;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Training;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class PredictCommandTests(TrainedRun run)
{
    [Fact]
    public async Task An_exported_model_says_of_each_picture_what_the_library_says()
    {
        using var folder = new TemporaryFolder();
        string model = folder["model.safetensors"];
        CliResult export = (await CliResult.OfAsync(
            "export", "--model", run.Folder, "--data", TrainedRun.Faces, "--mirror", "--threads", "1", "--out", model)).Expect(0);
        Assert.StartsWith(model, export.Output, StringComparison.Ordinal);
        Assert.Contains("8 classes", export.Output, StringComparison.Ordinal);
        string[] files = await Pictures(folder);

        CliResult text = (await CliResult.OfAsync(["predict", .. files, "--model", model, "--threads", "1"])).Expect(0);
        CliResult json = (await CliResult.OfAsync(["predict", .. files, "--model", model, "--threads", "1", "--json"])).Expect(0);

        JsonArray rows = JsonNode.Parse(json.Output)!.AsArray();
        Assert.Equal(files, rows.Select(row => (string)row!["image"]!));
        Assert.All(rows, row =>
        {
            JsonObject posterior = row!["posterior"]!.AsObject();
            Assert.Equal(TrainedRun.ClassCount, posterior.Count);
            Assert.Equal(1, posterior.Sum(entry => (double)entry.Value!), 1e-4);
            string expression = (string)row["expression"]!;
            Assert.Equal(posterior.Max(entry => (double)entry.Value!), (double)posterior[expression]!);
            Assert.Equal((double)posterior[expression]!, (double)row["probability"]!, 1e-6);
            Assert.InRange((double)row["typicality"]!, 0, 1);
            Assert.Contains($"expression      {expression}\n", text.Output, StringComparison.Ordinal);
        });
        Assert.True(ModelFile.ReadCard(model).MirroredViews);
    }

    [Theory]
    [InlineData(new string[0], true)]
    [InlineData(new[] { "--mirror", "false" }, false)]
    public async Task An_exported_model_looks_at_mirror_images_as_it_did_unless_told_otherwise(string[] typed, bool expected)
    {
        using var folder = new TemporaryFolder();
        string[] export = ["export", "--data", TrainedRun.Faces, "--threads", "1", "--subclasses", "1"];
        (await CliResult.OfAsync([.. export, "--model", run.Folder, "--mirror", "--out", folder["mirrored.safetensors"]])).Expect(0);

        CliResult again = await CliResult.OfAsync(
            [.. export, "--model", folder["mirrored.safetensors"], "--out", folder["again.safetensors"], .. typed]);

        again.Expect(0);
        Assert.Equal(expected, ModelFile.ReadCard(folder["again.safetensors"]).MirroredViews);
    }

    [Fact]
    public async Task A_picture_that_is_none_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["note.png"], "no picture", TestContext.Current.CancellationToken);

        CliResult result = await CliResult.OfAsync("predict", folder["note.png"], "--model", run.BestModel, "--threads", "1");

        Assert.Contains("note.png", result.Expect(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_choices_of_a_recipe_hold_unless_others_are_typed()
    {
        using var folder = new TemporaryFolder();
        await CliResult.OfAsync(
            "train", "--data", TrainedRun.Faces, "--recipe", "quick", "--epochs", "1", "--image-size", "16", "--batch-size", "16", "--threads", "1",
            "--mixup", "0.3", "--out", folder["run"]);

        TrainingOptions options = RunFolder.Open(folder["run"]).Options;
        TrainingOptions quick = TrainingRecipe.Find("quick").Options;
        Assert.Equal((1, 16, 16, 0.3), (options.Epochs, options.ImageSize, options.BatchSize, options.Mixup));
        Assert.Equal((quick.AverageDecay, quick.Precision, quick.WarmupEpochs), (options.AverageDecay, options.Precision, options.WarmupEpochs));
        CliResult unknown = await CliResult.OfAsync("train", "--data", TrainedRun.Faces, "--recipe", "fastest", "--out", folder["other"]);
        Assert.Contains("paper, best, light, quick", unknown.Expect(2).Error, StringComparison.Ordinal);
    }

    private static async Task<string[]> Pictures(TemporaryFolder folder)
    {
        using ImageDataset faces = DatasetFormats.Open(new DatasetRequest(TrainedRun.Faces, "valid", Size: TrainedRun.ImageSize));
        string[] files = [folder["a.png"], folder["b.png"]];
        for (int i = 0; i < files.Length; i++)
        {
            byte[] png = ImageCodec.Encode(DatasetImages.ToImage(faces, i), ImageFormat.Png);
            await File.WriteAllBytesAsync(files[i], png, TestContext.Current.CancellationToken);
        }

        return files;
    }
}
