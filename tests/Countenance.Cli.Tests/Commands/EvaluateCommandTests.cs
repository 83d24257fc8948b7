using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Countenance.Cli.Commands;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public partial class EvaluateCommandTests(TrainedRun run)
{
    [Fact]
    public async Task The_JSON_has_the_fields_of_the_contract()
    {
        CliResult result = (await run.EvaluateAsync("--json", "-")).Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement root = json.RootElement;
        AssertFields(root, "dataset", "classification", "posterior", "clustering", "predictionNmi", "retrieval", "seconds");
        JsonElement dataset = root.GetProperty("dataset");
        AssertFields(dataset, "format", "split", "images", "labels");
        Assert.Equal("""{"format":"synthetic","split":"valid","images":24,"labels":"majority"}""", dataset.GetRawText());
        JsonElement posterior = root.GetProperty("posterior");
        AssertFields(posterior, "accuracy", "f1", "ece", "typicality", "votes");
        Assert.All((string[])["accuracy", "f1", "ece"], name => Assert.InRange(posterior.GetProperty(name).GetDouble(), 0, 1));
        AssertFields(posterior.GetProperty("typicality"), "median", "below5Percent");
        JsonElement votes = posterior.GetProperty("votes");
        AssertFields(votes, "crossEntropy", "voteEntropy", "topTwo");
        Assert.InRange(votes.GetProperty("crossEntropy").GetDouble(), votes.GetProperty("voteEntropy").GetDouble(), 30);
        AssertFields(root.GetProperty("clustering"), "clusters", "nmi", "pairwiseF1", "adjustedRand");
        Assert.Equal(TrainedRun.ClassCount, root.GetProperty("clustering").GetProperty("clusters").GetInt32());
        Assert.InRange(root.GetProperty("predictionNmi").GetDouble(), 0, 1);
        JsonElement retrieval = root.GetProperty("retrieval");
        AssertFields(retrieval, "k", "recall", "accuracy", "mapAtR");
        Assert.Equal([1, 2, 4, 8, 16, 32], retrieval.GetProperty("k").EnumerateArray().Select(k => k.GetInt32()));
        foreach (string list in (string[])["recall", "accuracy"])
        {
            Assert.Equal(6, retrieval.GetProperty(list).GetArrayLength());
            Assert.All(retrieval.GetProperty(list).EnumerateArray(), value => Assert.InRange(value.GetDouble(), 0, 1));
        }

        AssertFields(root.GetProperty("seconds"), "embedding", "classification", "posterior", "clustering", "retrieval", "total");
    }

    [Fact]
    public async Task The_confusion_fits_the_figures_of_the_classification()
    {
        CliResult result = (await run.EvaluateAsync("--protocol", "classification", "--json", "-")).Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        JsonElement classification = json.RootElement.GetProperty("classification");
        AssertFields(
            classification, "k", "accuracy", "precision", "recall", "f1", "meanClassF1", "perClass", "confusion", "accuracyInterval");
        Assert.Equal(11, classification.GetProperty("k").GetInt32());
        int[][] confusion = classification.GetProperty("confusion").Deserialize<int[][]>()!;
        Assert.Equal(TrainedRun.ClassCount, confusion.Length);
        Assert.All(confusion, row => Assert.Equal(TrainedRun.ClassCount, row.Length));
        Assert.Equal(TrainedRun.ValidImages, confusion.Sum(row => row.Sum()));
        Assert.Equal(
            confusion.Select((row, i) => row[i]).Sum() / (double)TrainedRun.ValidImages, classification.GetProperty("accuracy").GetDouble(), 12);

        JsonElement[] classes = [.. classification.GetProperty("perClass").EnumerateArray()];
        Assert.All(classes, entry => AssertFields(entry, "name", "precision", "recall", "f1", "support"));
        Assert.Equal(confusion.Select(row => row.Sum()), classes.Select(entry => entry.GetProperty("support").GetInt32()));
        Assert.Equal(
            confusion.Select((row, i) => row[i] / (double)row.Sum()), classes.Select(entry => entry.GetProperty("recall").GetDouble()));
    }

    [Theory]
    [InlineData("classification", "dataset", "classification", "posterior", "predictionNmi", "seconds")]
    [InlineData("retrieval", "dataset", "retrieval", "seconds")]
    [InlineData("clustering", "dataset", "clustering", "seconds")]
    public async Task The_protocol_restricts_the_parts(string protocol, params string[] fields)
    {
        CliResult result = (await run.EvaluateAsync("--protocol", protocol, "--json", "-")).Expect(0);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        AssertFields(json.RootElement, fields);
    }

    [Fact]
    public async Task The_tables_show_the_figures_of_the_JSON_file_in_per_cent_and_a_report_is_written()
    {
        using var folder = new TemporaryFolder();
        CliResult result = (await run.EvaluateAsync("--json", folder["figures.json"], "--report", folder["report"])).Expect(0);

        using JsonDocument json = JsonDocument.Parse(await ReadAsync(folder["figures.json"]));
        JsonElement root = json.RootElement;
        Dictionary<string, string[]> rows = TableRows(result.Output);
        (string Row, string Path)[] measures =
        [
            ("accuracy, 11 nearest neighbours", "classification.accuracy"), ("macro precision", "classification.precision"),
            ("macro recall", "classification.recall"), ("macro F1, harmonic mean of the two", "classification.f1"),
            ("mean of the classes' F1", "classification.meanClassF1"), ("accuracy, posterior", "posterior.accuracy"),
            ("F1, posterior", "posterior.f1"), ("expected calibration error", "posterior.ece"),
            ("NMI of labels and predictions", "predictionNmi"), ("NMI, k-means with 8 clusters", "clustering.nmi"),
            ("pairwise F1, k-means", "clustering.pairwiseF1"), ("adjusted Rand index, k-means", "clustering.adjustedRand"),
            ("MAP@R", "retrieval.mapAtR"), ("typicality of the labelled class, median", "posterior.typicality.median"),
            ("images with a typicality below 5 %", "posterior.typicality.below5Percent"),
        ];
        Assert.All(measures, measure =>
            Assert.Equal([Percent(measure.Path.Split('.').Aggregate(root, (at, name) => at.GetProperty(name)))], rows[measure.Row]));
        string[] shares = ["precision", "recall", "f1"];
        Assert.All(root.GetProperty("classification").GetProperty("perClass").EnumerateArray(), entry => Assert.Equal(
            [.. shares.Select(name => Percent(entry.GetProperty(name))), $"{entry.GetProperty("support")}"],
            rows[entry.GetProperty("name").GetString()!]));
        JsonElement retrieval = root.GetProperty("retrieval");
        Assert.All(retrieval.GetProperty("k").EnumerateArray().Select((k, i) => (Name: $"{k}", Index: i)), k => Assert.Equal(
            [Percent(retrieval.GetProperty("recall")[k.Index]), Percent(retrieval.GetProperty("accuracy")[k.Index])], rows[k.Name]));

        string page = await ReadAsync(folder["report", "report.html"]);
        Assert.EndsWith("</html>", page.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains(Percent(root.GetProperty("posterior").GetProperty("accuracy")), page, StringComparison.Ordinal);
        Assert.EndsWith($"Report: {folder["report", "report.html"]}\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_folder_means_its_best_model()
    {
        string[] rest = ["--data", TrainedRun.Faces, "--threads", "1", "--json", "-"];
        CliResult folder = (await CliResult.OfAsync(["evaluate", "--model", run.Folder, .. rest])).Expect(0);
        CliResult file = (await CliResult.OfAsync(["evaluate", "--model", run.BestModel, .. rest])).Expect(0);

        Assert.Equal(BeforeSeconds(file.Output), BeforeSeconds(folder.Output));

        static string BeforeSeconds(string json) => json[..json.IndexOf("\"seconds\"", StringComparison.Ordinal)];
    }

    [Fact]
    public async Task The_training_split_can_be_evaluated()
    {
        CliResult result = (await run.EvaluateAsync("--split", "train", "--protocol", "retrieval", "--json", "-")).Expect(0);
        Assert.StartsWith(
            """{"dataset":{"format":"synthetic","split":"train","images":96,"labels":"majority"},""",
            result.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--split", "dev", "train, valid, test")]
    [InlineData("--gallery-split", "dev", "train, valid, test")]
    [InlineData("--protocol", "everything", "all, classification, retrieval, clustering")]
    public async Task An_unknown_name_is_a_usage_error_that_lists_the_known(string option, string value, string known)
    {
        CliResult result = (await run.EvaluateAsync(option, value)).Expect(2);
        Assert.Contains(result.ErrorLines, line => line.StartsWith("error: ", StringComparison.Ordinal)
            && line.Contains(known, StringComparison.Ordinal) && line.Contains(value, StringComparison.Ordinal));
        Assert.Equal("", result.Output);
    }

    [Fact]
    public async Task Data_of_other_classes_are_refused_and_both_lists_named()
    {
        using var folder = new TemporaryFolder();
        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        foreach ((string name, int index) in new[] { ("awake", 0), ("asleep", 1) })
        {
            Directory.CreateDirectory(folder["data", "valid", name]);
            await File.WriteAllBytesAsync(
                folder["data", "valid", name, "a.png"],
                ImageCodec.Encode(DatasetImages.ToImage(faces, index), ImageFormat.Png),
                TestContext.Current.CancellationToken);
        }

        CliResult result = await CliResult.OfAsync(
            "evaluate", "--model", run.Folder, "--data", folder["data"], "--cache", folder["cache"], "--protocol", "retrieval");

        string message = Assert.Single(result.Expect(2).ErrorLines, line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains($"{string.Join(", ", faces.ClassNames)}. Got asleep, awake.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Across_data_sets_classes_are_matched_by_name_and_what_is_left_out_is_told()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["jaffe"]);
        using (ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open())
        {
            string[] names = ["KA.SU1.1.tiff", "KA.SU2.2.TIFF", "KL.AN1.3.tif", "KL.NE1.4.tiff", "sheet.png"]; // told by name, not by content
            for (int i = 0; i < names.Length; i++)
            {
                await File.WriteAllBytesAsync(
                    folder["jaffe", names[i]],
                    ImageCodec.Encode(DatasetImages.ToImage(faces, i), ImageFormat.Png),
                    TestContext.Current.CancellationToken);
            }
        }

        CliResult result = (await CliResult.OfAsync(
            "evaluate", "--model", run.Folder, "--data", folder["jaffe"], "--split", "all", "--gallery", TrainedRun.Faces,
            "--cache", folder["cache"], "--threads", "1", "--json", "-", "--report", folder["report"])).Expect(0);

        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(
            """{"format":"jaffe","split":"all","images":4,"labels":"posed"}""", json.RootElement.GetProperty("dataset").GetRawText());
        Dictionary<string, int> support = json.RootElement.GetProperty("classification").GetProperty("perClass").EnumerateArray()
            .ToDictionary(row => row.GetProperty("name").GetString()!, row => row.GetProperty("support").GetInt32());
        Assert.Equal(TrainedRun.ClassCount, support.Count);
        Assert.Equal((2, 1, 1, 0), (support["surprise"], support["anger"], support["neutral"], support["contempt"]));
        Assert.Contains("left out: 1 images with other names\n", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["report", "report.html"]));
    }

    [Fact]
    public async Task A_model_that_is_not_there_or_is_none_is_one_line()
    {
        using var folder = new TemporaryFolder();
        string missing = folder["none.safetensors"];
        CliResult absent = await CliResult.OfAsync("evaluate", "--model", missing, "--data", TrainedRun.Faces);
        CliResult other = await CliResult.OfAsync("evaluate", "--model", run.LastCheckpoint, "--data", TrainedRun.Faces);
        CliResult empty = await CliResult.OfAsync("evaluate", "--model", folder.Root, "--data", TrainedRun.Faces);

        Assert.Matches($"^error: {Regex.Escape(missing)}: [^\n]+\n$", absent.Expect(1).Error);
        Assert.Matches($"^error: {Regex.Escape(run.LastCheckpoint)}: not a model [^\n]+\n$", other.Expect(1).Error);
        Assert.Matches($"^error: {Regex.Escape(folder.Root)} holds no run[^\n]+\n$", empty.Expect(1).Error);
    }

    [Fact]
    public async Task Where_nothing_is_labelled_there_are_no_figures_and_the_user_is_told()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["--data", await UnlabelledFacesAsync(folder), "--cache", folder["cache"], "--report", folder["report"]];

        CliResult shown = (await run.EvaluateAsync([.. arguments, "--gallery", TrainedRun.Faces, "--json", folder["figures.json"]])).Expect(0);
        CliResult retrieval = (await run.EvaluateAsync([.. arguments, "--protocol", "retrieval", "--json", "-"])).Expect(0);

        Assert.Equal("", shown.Output);
        Assert.Contains("warning: celeba valid has no labels; nothing was measured", shown.ErrorLines);
        using JsonDocument json = JsonDocument.Parse(await ReadAsync(folder["figures.json"]));
        AssertFields(json.RootElement, "dataset", "seconds");
        using JsonDocument one = JsonDocument.Parse(retrieval.Output);
        AssertFields(one.RootElement, "dataset", "seconds");
        string page = await ReadAsync(folder["report", "report.html"]);
        Assert.Contains("Measures", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Recall@", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gallery_without_labels_is_refused()
    {
        using var folder = new TemporaryFolder();

        CliResult result = await run.EvaluateAsync("--data", await UnlabelledFacesAsync(folder), "--cache", folder["cache"]);

        Assert.Contains(
            "error: The gallery must have labelled images, of which the neighbours are taken. Got celeba train, which has none.",
            result.Expect(2).ErrorLines);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_told_before_the_data_are_opened()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["report"], "a file", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(folder["other", "report.html"]);

        CliResult file = (await run.EvaluateAsync("--report", folder["report"])).Expect(1);
        CliResult taken = (await run.EvaluateAsync("--report", folder["other"])).Expect(2);

        Assert.Contains(folder["report"], Assert.Single(file.ErrorLines), StringComparison.Ordinal);
        Assert.Contains($"error: The output must be a file. {folder["other", "report.html"]} is a folder.", taken.ErrorLines);
        Assert.DoesNotContain("synthetic valid", file.Error + taken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_uses_as_many_threads_as_embedding()
    {
        int before = TorchRuntime.ThreadCount;
        TorchRuntime.ThreadCount = 1;
        try
        {
            Assert.Equal(1, EvaluateCommand.ProtocolOptions(EvaluationParts.All).Threads);
        }
        finally
        {
            TorchRuntime.ThreadCount = before;
        }
    }

    // CelebA's layout, which has no expressions: one face to train on, two to evaluate.
    private static async Task<string> UnlabelledFacesAsync(TemporaryFolder folder)
    {
        byte[] picture = ImageCodec.Encode(new Image(178, 218, 1, new byte[178 * 218]), ImageFormat.Png);
        Directory.CreateDirectory(folder["celeba", "img_align_celeba"]);
        foreach (string name in (string[])["1.jpg", "2.jpg", "3.jpg"])
        {
            await File.WriteAllBytesAsync(folder["celeba", "img_align_celeba", name], picture, TestContext.Current.CancellationToken);
        }

        await File.WriteAllTextAsync(
            folder["celeba", "list_attr_celeba.txt"], "3\nSmiling\n1.jpg 1\n2.jpg -1\n3.jpg 1\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            folder["celeba", "list_eval_partition.txt"], "1.jpg 0\n2.jpg 1\n3.jpg 1\n", TestContext.Current.CancellationToken);
        return folder["celeba"];
    }

    private static void AssertFields(JsonElement element, params string[] names) =>
        Assert.Equal(names, element.EnumerateObject().Select(property => property.Name));

    // "  macro recall      41.67  " → "macro recall": ["41.67"]
    private static Dictionary<string, string[]> TableRows(string output)
    {
        var rows = new Dictionary<string, string[]>();
        foreach (string line in output.Split('\n'))
        {
            string[] cells = Gap().Split(line.Trim());
            if (cells.Length > 1)
            {
                rows.Add(cells[0], cells[1..]);
            }
        }

        return rows;
    }

    private static string Percent(JsonElement fraction) => (100 * fraction.GetDouble()).ToString("0.00", CultureInfo.InvariantCulture);

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    [GeneratedRegex(@"[\s│|]{2,}")]
    private static partial Regex Gap();
}
