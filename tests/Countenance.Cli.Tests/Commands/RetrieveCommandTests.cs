using System.Globalization;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class RetrieveCommandTests(TrainedRun run)
{
    [Fact]
    public async Task The_nearest_images_are_printed_with_distance_and_label_the_query_left_out()
    {
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        float[][] rows = Embed(faces);
        string name = faces.Names[3];

        CliResult result = (await RetrieveAsync("--query", name, "--k", "7")).Expect(0);

        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal($"{name} ({faces.ClassNames[faces.Labels[3]]})", lines[0]);
        int[] expected = [.. Enumerable.Range(0, faces.Count).Where(i => i != 3).OrderBy(i => Distance(rows[3], rows[i])).Take(7)];
        Assert.Equal(8, lines.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            string[] cells = lines[i + 1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal($"{i + 1}", cells[0]);
            Assert.Equal(Distance(rows[3], rows[expected[i]]), double.Parse(cells[1], CultureInfo.InvariantCulture), 1e-3);
            Assert.Equal(faces.ClassNames[faces.Labels[expected[i]]], cells[2]);
            Assert.Equal(faces.Names[expected[i]], cells[3]);
        }
    }

    [Fact]
    public async Task An_image_file_may_be_asked_for_and_finds_its_equal_first()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        string file = folder["me.png"];
        await File.WriteAllBytesAsync(
            file, ImageCodec.Encode(DatasetImages.ToImage(faces, 5), ImageFormat.Png), TestContext.Current.CancellationToken);

        CliResult result = (await RetrieveAsync("--query", file, faces.Names[0], "--k", "1")).Expect(0);

        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal(file, lines[0]);
        Assert.Matches($@"^ +1 +0\.000\d .* {faces.Names[5]}$", lines[1]); // it is brought to the model's size as the data set's are
        Assert.StartsWith(faces.Names[0], lines[2], StringComparison.Ordinal);
        Assert.DoesNotContain(faces.Names[0], lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_result_is_written_as_a_sheet_a_page_and_a_table()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        string[] query = ["--query", faces.Names[0], faces.Names[1], "--k", "3"];

        foreach (string name in (string[])["sheet.png", "sheet.html", "sheet.CSV"])
        {
            CliResult result = (await RetrieveAsync([.. query, "--out", folder[name]])).Expect(0);
            Assert.EndsWith($"Written: {folder[name]}\n", result.Error, StringComparison.Ordinal);
        }

        Image sheet = ImageCodec.Load(folder["sheet.png"], ColorMode.Rgb);
        Assert.Equal((32 + 150 + (3 * 120), 34 + (2 * 158) + 6), (sheet.Width, sheet.Height));
        string page = await ReadAsync(folder["sheet.html"]);
        Assert.Equal(2 + (2 * 3), page.Split("<img ").Length - 1);
        string[] table = (await ReadAsync(folder["sheet.CSV"])).TrimEnd('\n').Split('\n');
        Assert.Equal("query,rank,distance,label,file", table[0]);
        Assert.Equal(6, table.Length - 1);
        Assert.StartsWith($"{faces.Names[1]},2,", table[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Embeddings_computed_before_give_the_same_neighbours()
    {
        using var folder = new TemporaryFolder();
        string path = folder["valid.npy"];
        string[] data = ["--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1"];
        (await CliResult.OfAsync(["embed", .. data, "--out", path])).Expect(0);
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();

        CliResult computed = (await RetrieveAsync("--query", faces.Names[2])).Expect(0);
        CliResult read = (await RetrieveAsync("--query", faces.Names[2], "--embeddings", path)).Expect(0);

        Assert.Equal(computed.Output, read.Output);
    }

    [Fact]
    public async Task Embeddings_of_other_images_or_of_another_model_are_refused()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        EmbeddingMatrix Zeros(int count, int dimension) => new(new float[count * dimension], dimension);
        EmbeddingFile.Write(folder["few.npy"], new EmbeddingSet(Zeros(3, TrainedRun.Dimension)));
        EmbeddingFile.Write(folder["thin.npy"], new EmbeddingSet(Zeros(faces.Count, 2)));
        EmbeddingFile.Write(folder["other.npy"], new EmbeddingSet(Zeros(faces.Count, TrainedRun.Dimension), names: [.. faces.Names.Reverse()]));

        foreach ((string name, string expected) in new[] { ("few", "holds 3 embeddings"), ("thin", "2 dimensions"), ("other", "embedding 0 is of") })
        {
            CliResult result = (await RetrieveAsync("--query", faces.Names[0], "--embeddings", folder[$"{name}.npy"])).Expect(1);
            Assert.StartsWith($"error: {folder[$"{name}.npy"]}: ", result.ErrorLines[^1], StringComparison.Ordinal);
            Assert.Contains(expected, result.ErrorLines[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_image_that_lies_in_the_data_set_does_not_find_itself_whichever_way_it_is_named()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        for (int i = 0; i < 6; i++)
        {
            string place = Directory.CreateDirectory(folder["data", "train", i % 2 == 0 ? "even" : "odd"]).FullName;
            await File.WriteAllBytesAsync(
                Path.Combine(place, i < 2 ? "same.png" : $"{i}.png"),
                ImageCodec.Encode(DatasetImages.ToImage(faces, i), ImageFormat.Png),
                TestContext.Current.CancellationToken);
        }

        string[] common = ["retrieve", "--model", run.Folder, "--data", folder["data"], "--cache", folder["cache"], "--threads", "1", "--k", "99"];
        CliResult byPath = (await CliResult.OfAsync([.. common, "--query", folder["data", "train", "even", "4.png"]])).Expect(0);
        CliResult byName = (await CliResult.OfAsync([.. common, "--query", "4.png"])).Expect(0);
        CliResult ambiguous = (await CliResult.OfAsync([.. common, "--query", "same.png"])).Expect(1);

        Assert.Equal(byPath.Output, byName.Output);
        string[] lines = byName.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.EndsWith("(even)", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(lines[1..], line => line.EndsWith("4.png", StringComparison.Ordinal));
        Assert.Contains("2 images of folder train have that name", ambiguous.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_is_nowhere_is_named_in_one_line()
    {
        CliResult result = (await RetrieveAsync("--query", "nobody.png")).Expect(1);

        Assert.Equal(
            "error: nobody.png: there is no such file, and no image of synthetic valid has that name.", result.ErrorLines[^1]);
        Assert.Equal("", result.Output);
        Assert.DoesNotContain("embedding", result.Error, StringComparison.Ordinal); // found out before the work
    }

    [Theory]
    [InlineData("--k", "0", "The number of neighbours must be positive. Got 0.")]
    [InlineData("--out", "sheet.jpg", "The output must end in one of .png, .html, .csv. Got sheet.jpg.")]
    public async Task Invalid_options_exit_with_2(string option, string value, string message)
    {
        CliResult result = (await RetrieveAsync("--query", "a.png", option, value)).Expect(2);
        Assert.Equal($"error: {message}", result.ErrorLines[0]);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_found_out_before_the_work()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await RetrieveAsync("--query", "a.png", "--out", folder["none", "sheet.png"])).Expect(1);
        Assert.Equal($"error: {folder["none", "sheet.png"]}: there is no folder {folder["none"]}.", Assert.Single(result.ErrorLines));

        CliResult forbidden = (await RetrieveAsync("--query", "a.png", "--out", "/proc/sheet.png")).Expect(1);
        Assert.Contains("/proc/sheet.png", Assert.Single(forbidden.ErrorLines), StringComparison.Ordinal);
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private static double Distance(float[] a, float[] b) => Math.Sqrt(a.Zip(b).Sum(pair => Math.Pow((double)pair.First - pair.Second, 2)));

    private Task<CliResult> RetrieveAsync(params string[] rest) => CliResult.OfAsync(
        ["retrieve", "--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1", .. rest]);

    private float[][] Embed(ImageDataset faces)
    {
        using var scope = new TensorScope();
        using EmbeddingModel model = ModelFile.Load(run.BestModel);
        EmbeddingMatrix rows = model.Embed(faces, cancellation: TestContext.Current.CancellationToken);
        return [.. Enumerable.Range(0, rows.Count).Select(i => rows[i].ToArray())];
    }
}
