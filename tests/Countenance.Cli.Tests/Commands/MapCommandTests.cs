using System.Globalization;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Embedding;
using Countenance.Projection;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class MapCommandTests(TrainedRun run)
{
    [Fact]
    public async Task The_table_holds_the_place_the_label_and_the_file_of_every_image()
    {
        using var folder = new TemporaryFolder();
        string[] data = ["--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1"];
        (await CliResult.OfAsync(["embed", .. data, "--out", folder["valid.safetensors"]])).Expect(0);

        CliResult computed = (await CliResult.OfAsync(["map", .. data, "--perplexity", "5", "--seed", "3", "--out", folder["a.csv"]])).Expect(0);
        (await CliResult.OfAsync(
            "map", "--embeddings", folder["valid.safetensors"], "--perplexity", "5", "--seed", "3", "--out", folder["b.csv"])).Expect(0);

        Assert.Equal(folder["a.csv"] + "\n", computed.Output);
        Assert.Equal(await ReadAsync(folder["a.csv"]), await ReadAsync(folder["b.csv"]));
        EmbeddingSet set = EmbeddingFile.Read(folder["valid.safetensors"]);
        EmbeddingMatrix points = TSne.Fit(
            set.Embeddings, new TSneOptions { Perplexity = 5, Seed = 3 }, cancellation: TestContext.Current.CancellationToken).Points;
        string[] lines = (await ReadAsync(folder["a.csv"])).TrimEnd('\n').Split('\n');
        Assert.Equal("x,y,label,file", lines[0]);
        Assert.Equal(
            Enumerable.Range(0, points.Count).Select(i => string.Create(
                CultureInfo.InvariantCulture, $"{points[i][0]:R},{points[i][1]:R},{set.ClassNames[set.Labels![i]]},{set.Names![i]}")),
            lines[1..]);
    }

    [Fact]
    public async Task A_page_shows_the_pictures_and_a_figure_can_be_drawn()
    {
        using var folder = new TemporaryFolder();
        string[] common = ["map", "--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1", "--perplexity", "5"];

        (await CliResult.OfAsync([.. common, "--out", folder["map.html"]])).Expect(0);
        (await CliResult.OfAsync([.. common, "--out", folder["map.png"]])).Expect(0);

        string page = await ReadAsync(folder["map.html"]);
        Assert.Contains("<figure class=\"scatter\">", page, StringComparison.Ordinal);
        Assert.Matches("\"sheets\":\\[\"[A-Za-z0-9+/=]{1000,}\"\\]", page);
        Image figure = ImageCodec.Load(folder["map.png"], ColorMode.Rgb);
        Assert.Equal((2 * 972, 2 * 780), (figure.Width, figure.Height));
    }

    [Fact]
    public async Task Embeddings_without_labels_and_names_can_be_drawn()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        var rows = new EmbeddingMatrix([.. Enumerable.Range(0, 40 * 3).Select(_ => (float)random.NextDouble())], 3);
        EmbeddingFile.Write(folder["bare.npy"], new EmbeddingSet(rows));

        (await CliResult.OfAsync("map", "--embeddings", folder["bare.npy"], "--threads", "1", "--out", folder["map.html"])).Expect(0);
        (await CliResult.OfAsync("map", "--embeddings", folder["bare.npy"], "--threads", "1", "--out", folder["map.csv"])).Expect(0);

        Assert.Contains("\"names\":[]", await ReadAsync(folder["map.html"]), StringComparison.Ordinal);
        Assert.EndsWith(",,", (await ReadAsync(folder["map.csv"])).TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The perplexity must be less than the number of images, 24. Got 30.", "map.png")]
    [InlineData("The perplexity must be a finite number of at least 1. Got 0.", "map.png", "--perplexity", "0")]
    [InlineData("The output must end in one of .png, .html, .csv. Got map.jpg.", "map.jpg")]
    public async Task What_cannot_be_is_a_usage_error(string message, string output, params string[] args)
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await CliResult.OfAsync(
            ["map", "--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1", "--out", output, .. args])).Expect(2);
        Assert.Contains($"error: {message}", result.ErrorLines);
        Assert.False(File.Exists(output));
    }

    [Fact]
    public async Task Embeddings_that_are_not_finite_are_refused()
    {
        using var folder = new TemporaryFolder();
        EmbeddingFile.Write(folder["nan.npy"], new EmbeddingSet(new EmbeddingMatrix([0, 1, 2, float.NaN], 2)));

        CliResult result = (await CliResult.OfAsync("map", "--embeddings", folder["nan.npy"], "--out", folder["map.csv"])).Expect(1);

        Assert.Equal($"error: {folder["nan.npy"]}: embedding 1 is not finite", result.ErrorLines[^1]);
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
}
