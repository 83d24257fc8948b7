using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class EmbedCommandTests(TrainedRun run)
{
    [Theory]
    [InlineData("valid.safetensors")]
    [InlineData("valid.npy")]
    [InlineData("valid.csv")]
    [InlineData("VALID.NPY")]
    public async Task A_split_is_embedded_as_evaluate_embeds_it_and_written_in_every_format(string name)
    {
        using var folder = new TemporaryFolder();
        string path = folder[name];

        CliResult result = (await CliResult.OfAsync(
            "embed", "--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1", "--out", path)).Expect(0);

        Assert.Equal(path + "\n", result.Output);
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        EmbeddingSet written = EmbeddingFile.Read(path);
        Assert.Equal(TrainedRun.Dimension, written.Embeddings.Dimension);
        Assert.Equal(Embed(faces), written.Embeddings.Values);
        Assert.Equal(faces.Labels, written.Labels);
        Assert.Equal(faces.Names, written.Names);
        Assert.Equal(faces.ClassNames, written.ClassNames);
    }

    [Fact]
    public async Task Images_of_any_sizes_are_embedded_as_the_same_images_of_a_data_set()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        using ImageDataset small = new DatasetRequest(TrainedRun.Faces, "valid", Size: TrainedRun.ImageSize).Open();
        string[] files = [.. Enumerable.Range(0, 5).Select(i => folder[$"face{i}.png"])];
        for (int i = 0; i < files.Length; i++)
        {
            byte[] png = ImageCodec.Encode(DatasetImages.ToImage(i % 2 == 0 ? faces : small, i), ImageFormat.Png);
            await File.WriteAllBytesAsync(files[i], png, TestContext.Current.CancellationToken);
        }

        (await CliResult.OfAsync(["embed", "--model", run.BestModel, .. files, "--threads", "1", "--out", folder["faces.csv"]])).Expect(0);

        EmbeddingSet written = EmbeddingFile.Read(folder["faces.csv"]);
        Assert.Equal(files, written.Names);
        Assert.Null(written.Labels);
        (float[] large, float[] little) = (Embed(faces), Embed(small));
        float[] expected = [.. written.Embeddings.Values.Select((_, at) => (at / TrainedRun.Dimension % 2 == 0 ? large : little)[at])];
        Assert.All(expected.Zip(written.Embeddings.Values), pair => Assert.Equal(pair.First, pair.Second, 1e-4f)); // batches of 24 and 5
    }

    [Fact]
    public async Task The_run_around_a_model_may_be_damaged()
    {
        using var folder = new TemporaryFolder();
        string model = Path.Combine(Directory.CreateDirectory(folder["run", "checkpoints"]).FullName, "best.safetensors");
        File.Copy(run.BestModel, model);
        await File.WriteAllTextAsync(folder["run", "config.json"], "{\"sharpness\": 1}", TestContext.Current.CancellationToken);

        (await CliResult.OfAsync("embed", "--model", folder["run"], "--data", TrainedRun.Faces, "--out", folder["faces.npy"])).Expect(0);
        CliResult evaluated = await CliResult.OfAsync(
            "evaluate", "--model", folder["run"], "--data", TrainedRun.Faces, "--protocol", "retrieval", "--report", folder["report"]);

        Assert.Contains("note: the training curves are left out: ", evaluated.Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_folder_is_found_before_the_work()
    {
        using var folder = new TemporaryFolder();
        string[] data = ["--model", run.Folder, "--data", TrainedRun.Faces];

        CliResult embedded = await CliResult.OfAsync(["embed", .. data, "--out", folder["none", "faces.npy"]]);
        CliResult evaluated = await CliResult.OfAsync(["evaluate", .. data, "--json", folder["none", "figures.json"]]);
        CliResult packed = await CliResult.OfAsync("pack", "--data", TrainedRun.Faces, "--out", folder["none", "faces.safetensors"]);

        Assert.All((CliResult[])[embedded, evaluated, packed], result =>
        {
            Assert.Contains("there is no folder", result.Expect(1).Error, StringComparison.Ordinal);
            Assert.DoesNotContain("images", result.Error, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(112)] // kept as it is, and brought to the network's input with the batch
    [InlineData(150)] // made smaller as it is read
    public async Task A_larger_picture_is_embedded_alike_as_a_file_and_in_a_data_set(int size)
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid", Size: size).Open();
        string[] files = [.. Enumerable.Range(0, 5).Select(i => folder["faces", "any", $"face{i}.png"])];
        Directory.CreateDirectory(folder["faces", "any"]);
        for (int i = 0; i < files.Length; i++)
        {
            byte[] png = ImageCodec.Encode(Hatched(DatasetImages.ToImage(faces, i)), ImageFormat.Png);
            await File.WriteAllBytesAsync(files[i], png, TestContext.Current.CancellationToken);
        }

        string[] model = ["embed", "--model", run.BestModel, "--threads", "1", "--out"];
        (await CliResult.OfAsync([.. model, folder["files.npy"], .. files])).Expect(0);
        (await CliResult.OfAsync(
            [.. model, folder["set.npy"], "--data", folder["faces"], "--split", "all", "--cache", folder["cache"]])).Expect(0);

        EmbeddingMatrix asFiles = EmbeddingFile.Read(folder["files.npy"]).Embeddings;
        EmbeddingMatrix asSet = EmbeddingFile.Read(folder["set.npy"]).Embeddings;
        Assert.All(Enumerable.Range(0, files.Length), i => Assert.Equal(0, Distance(asFiles[i], asSet[i]), 1e-4));
    }

    [Fact]
    public async Task Of_a_large_picture_that_is_not_square_the_middle_is_taken_as_in_data_sets()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid", Size: 120).Open();
        Image square = DatasetImages.ToImage(faces, 0);
        var wide = new Image(200, 120, 1, new byte[200 * 120]);
        for (int y = 0; y < 120; y++)
        {
            square.Pixels.AsSpan(y * 120, 120).CopyTo(wide.Pixels.AsSpan((y * 200) + 40));
        }

        string[] files = [folder["square.png"], folder["wide.png"]];
        await File.WriteAllBytesAsync(files[0], ImageCodec.Encode(square, ImageFormat.Png), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(files[1], ImageCodec.Encode(wide, ImageFormat.Png), TestContext.Current.CancellationToken);
        (await CliResult.OfAsync(["embed", "--model", run.BestModel, "--out", folder["faces.npy"], .. files])).Expect(0);

        EmbeddingMatrix both = EmbeddingFile.Read(folder["faces.npy"]).Embeddings;
        Assert.Equal(0, Distance(both[0], both[1]), 1e-4);
    }

    [Theory]
    [InlineData("faces.txt")]
    [InlineData("faces")]
    public async Task Another_ending_is_a_usage_error_that_lists_the_known(string name)
    {
        CliResult result = (await CliResult.OfAsync("embed", "--model", run.Folder, "--data", TrainedRun.Faces, "--out", name)).Expect(2);
        Assert.Equal(
            $"error: The output must end in one of .safetensors, .npy, .csv. Got {name}.\nSee: countenance embed --help\n", result.Error);
    }

    [Theory]
    [InlineData]
    [InlineData("--data", TrainedRun.Faces, "face.png")]
    public async Task Either_data_or_images_must_be_given(params string[] args)
    {
        CliResult result = (await CliResult.OfAsync(["embed", "--model", run.Folder, "--out", "faces.csv", .. args])).Expect(2);
        Assert.StartsWith("error: Give either --data or images.\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--split", "valid")]
    [InlineData("--labels", "distribution")]
    public async Task What_says_which_images_of_a_data_set_are_meant_is_not_for_images(string option, string value)
    {
        CliResult result = (await CliResult.OfAsync(
            "embed", "face.png", "--model", run.Folder, "--out", "faces.csv", option, value)).Expect(2);
        Assert.StartsWith($"error: {option} is for --data, not for images.\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("corrupt")]
    [InlineData("missing")]
    [InlineData("cut")]
    public async Task An_image_that_cannot_be_read_is_named_in_one_line(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = folder["face.png"];
        if (kind != "missing")
        {
            byte[] png = ImageCodec.Encode(new Image(24, 24, 1, new byte[24 * 24]), ImageFormat.Png);
            byte[] content = kind == "cut" ? png[..(png.Length / 2)] : "neither PNG nor JPEG"u8.ToArray();
            await File.WriteAllBytesAsync(path, content, TestContext.Current.CancellationToken);
        }

        CliResult result = await CliResult.OfAsync("embed", "--model", run.Folder, path, "--out", folder["faces.npy"]);

        string line = Assert.Single(result.Expect(1).ErrorLines);
        Assert.StartsWith($"error: {path}: ", line, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["faces.npy"]));
    }

    private float[] Embed(ImageDataset faces)
    {
        using var scope = new TensorScope();
        using EmbeddingModel model = ModelFile.Load(run.BestModel);
        return model.Embed(faces).Values;
    }

    // Fine columns over the picture, which come out as coarse ones where pixels are skipped.
    private static Image Hatched(Image image)
    {
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)((image.Pixels[i] / 2) + (i % 2 * 127));
        }

        return image;
    }

    private static double Distance(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        double squares = 0;
        for (int i = 0; i < first.Length; i++)
        {
            squares += (first[i] - second[i]) * (first[i] - second[i]);
        }

        return Math.Sqrt(squares);
    }
}
