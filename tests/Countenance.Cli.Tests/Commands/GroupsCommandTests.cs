using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Globalization;
using Countenance.Cli.Commands;
using Countenance.Cli.Options;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class GroupsCommandTests(TrainedRun run)
{
    [Fact]
    public async Task Every_image_is_in_a_group_and_every_group_has_a_medoid_a_sheet_and_a_place_on_the_page()
    {
        using var folder = new TemporaryFolder();
        string output = folder["out"];

        CliResult result = (await GroupsAsync("--groups", "4", "--top", "3", "--out", output)).Expect(0);

        using ImageDataset faces = new DatasetRequest(TrainedRun.Faces, "valid").Open();
        string[][] rows = [.. (await ReadAsync(Path.Combine(output, "groups.csv"))).TrimEnd('\n').Split('\n').Select(line => line.Split(','))];
        Assert.Equal(["file", "group", "isMedoid", "rank"], rows[0]);
        Assert.Equal(faces.Names, rows[1..].Select(row => row[0]));
        int[] numbers = [.. rows[1..].Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)).Distinct().Order()];
        Assert.InRange(numbers.Length, 1, 4);
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
        foreach (IGrouping<string, string[]> group in rows[1..].GroupBy(row => row[1]))
        {
            Assert.Equal("0", Assert.Single(group, row => row[2] == "true")[3]);
            string[] ranks = [.. group.Select(row => row[3]).Where(rank => rank.Length > 0).Order(StringComparer.Ordinal)];
            Assert.Equal(Enumerable.Range(0, Math.Min(4, group.Count())).Select(rank => $"{rank}"), ranks);
            string number = int.Parse(group.Key, CultureInfo.InvariantCulture).ToString("00", CultureInfo.InvariantCulture);
            Assert.True(ImageCodec.Load(Path.Combine(output, $"group-{number}.png"), ColorMode.Rgb).Height > 200);
            string medoid = group.Single(row => row[2] == "true")[0];
            Assert.Contains(result.Output.Split('\n'), line => line.TrimStart().StartsWith(group.Key + " ", StringComparison.Ordinal)
                && line.Contains($" {group.Count()} ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(medoid, StringComparison.Ordinal));
        }

        string page = await ReadAsync(Path.Combine(output, "groups.html"));
        Assert.Equal(numbers.Length, page.Split("class=\"medoid\"").Length - 1);
    }

    [Fact]
    public async Task Sheets_of_an_earlier_result_go_but_other_files_stay()
    {
        using var folder = new TemporaryFolder();
        string[] foreign = ["group-photo.png", "group-99.png", "notes.txt"];
        Array.ForEach(foreign, name => File.WriteAllText(folder[name], "mine"));

        (await GroupsAsync("--groups", "3", "--out", folder.Root)).Expect(0);
        Assert.All(foreign, name => Assert.Equal("mine", File.ReadAllText(folder[name]))); // no groups.csv vouched for group-99.png
        (await GroupsAsync("--groups", "1", "--out", folder.Root)).Expect(0);

        Assert.Equal(
            ["group-01.png", "group-photo.png", "groups.csv", "groups.html", "notes.txt"],
            Directory.GetFiles(folder.Root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Embeddings_computed_before_need_no_model_and_the_same_seed_gives_the_same_groups()
    {
        using var folder = new TemporaryFolder();
        string[] data = ["--data", TrainedRun.Faces, "--split", "valid", "--threads", "1"];
        (await CliResult.OfAsync(["embed", "--model", run.Folder, .. data, "--out", folder["valid.npy"]])).Expect(0);
        string[] common = ["--groups", "3", "--seed", "5"];

        CliResult computed = (await GroupsAsync(common)).Expect(0);
        CliResult read = (await CliResult.OfAsync(["groups", "--embeddings", folder["valid.npy"], .. data, .. common])).Expect(0);

        Assert.Equal(computed.Output, read.Output);
    }

    [Theory]
    [InlineData("Groups and members shown must be positive. Got 0 and 16.", "--groups", "0")]
    [InlineData("Groups and members shown must be positive. Got 40 and -1.", "--top", "-1")]
    [InlineData("There must be at most as many groups as images, 24. Got 40.")]
    public async Task What_cannot_be_is_a_usage_error(string message, params string[] args)
    {
        CliResult result = (await GroupsAsync(args)).Expect(2);
        Assert.Contains($"error: {message}", result.ErrorLines);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_told_before_the_data_are_opened()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["groups"], "a file", TestContext.Current.CancellationToken);

        CliResult result = (await GroupsAsync("--groups", "3", "--out", folder["groups"])).Expect(1);

        Assert.Contains(folder["groups"], Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void One_thread_is_one_thread()
    {
        const int groups = 7;
        var random = new Random(2);
        float[] values = [.. Enumerable.Range(0, 3000 * 16).Select(_ => (float)random.NextDouble())];
        using var data = new EmbeddedData(new EmbeddingMatrix(values, 16), null, null, null);
        var console = new CommandConsole(TextWriter.Null, TextWriter.Null, isErrorTerminal: false);
        int before = TorchRuntime.ThreadCount;
        TorchRuntime.ThreadCount = 1;
        try
        {
            using var loops = new LoopThreads(length: groups);
            _ = GroupsCommand.Find(data, groups, 3, seed: 1, console, TestContext.Current.CancellationToken).ToArray();

            Assert.NotEmpty(loops.Threads); // the M-steps, one component per turn
            Assert.All(loops.Threads, threads => Assert.Single(threads));
        }
        finally
        {
            TorchRuntime.ThreadCount = before;
        }
    }

    [Fact]
    public async Task Without_a_model_or_embeddings_there_is_nothing_to_group()
    {
        CliResult result = (await CliResult.OfAsync("groups", "--data", TrainedRun.Faces)).Expect(2);
        Assert.Equal("error: Give --model and --data, or --embeddings.", result.ErrorLines[0]);
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);

    private Task<CliResult> GroupsAsync(params string[] rest) => CliResult.OfAsync(
        ["groups", "--model", run.Folder, "--data", TrainedRun.Faces, "--split", "valid", "--threads", "1", .. rest]);

    // The threads that took part in each parallel loop of a certain length which the thread that made this began.
    private sealed class LoopThreads(int length) : EventListener
    {
        private readonly int thread = Environment.CurrentManagedThreadId;
        private readonly ConcurrentDictionary<int, ConcurrentDictionary<int, bool>> loops = new();

        public IEnumerable<IEnumerable<int>> Threads => loops.Values.Select(threads => threads.Keys);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Threading.Tasks.Parallel.EventSource")
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            int here = Environment.CurrentManagedThreadId;
            if (eventData.EventName == "ParallelLoopBegin" && here == thread && Equals(Value(eventData, "ExclusiveTo"), (long)length))
            {
                loops[(int)Value(eventData, "ForkJoinContextID")!] = new();
            }
            else if (eventData.EventName == "ParallelFork"
                && loops.TryGetValue((int)Value(eventData, "ForkJoinContextID")!, out ConcurrentDictionary<int, bool>? threads))
            {
                threads[here] = true;
            }
        }

        private static object? Value(EventWrittenEventArgs written, string name) => written.Payload![written.PayloadNames!.IndexOf(name)];
    }
}
