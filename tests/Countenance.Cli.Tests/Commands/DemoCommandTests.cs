using Countenance.Cli.Commands;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Training;

namespace Countenance.Cli.Tests.Commands;

[Collection<EndToEndCollection>]
public class DemoCommandTests
{
    [Fact]
    public async Task A_demo_of_few_faces_runs_to_its_end()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new CommandConsole(output, error, isErrorTerminal: false);
        var small = new DemoCommand(new DemoCommand.Sizes(Faces: 800, ImageSize: 24, Epochs: 2, BatchSize: 64));

        int exitCode = await CommandLine.RunAsync(
            ["demo", "--out", folder.Root], console, [small], TestContext.Current.CancellationToken);

        Assert.True(exitCode == ExitCode.Done, error.ToString());
        string report = folder["report.html"];
        Assert.EndsWith($"Open {report}\n", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("accuracy, posterior", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("agreement (AMI)", output.ToString(), StringComparison.Ordinal);
        string page = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.Contains("Drawn faces, embedded", page, StringComparison.Ordinal);
        Assert.Contains("Adjusted mutual information", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_run_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        RunFolder.Create(folder.Root, new TrainingOptions { Epochs = 7 });
        string config = await File.ReadAllTextAsync(folder["config.json"], TestContext.Current.CancellationToken);

        CliResult result = (await CliResult.OfAsync("demo", "--out", folder.Root)).Expect(1);

        Assert.Equal($"error: {folder.Root} holds a run that is not a demo. Give another --out.\n", result.Error);
        Assert.Equal(config, await File.ReadAllTextAsync(folder["config.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_demo_stops_when_told_to_and_the_next_replaces_it_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(ExitCode.Interrupted, await RunUntilTrainingAsync(folder.Root));
        await File.WriteAllTextAsync(Assert.Single(Events(folder)), "the first one's", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["notes.txt"], "mine", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Interrupted, await RunUntilTrainingAsync(folder.Root));

        string second = Assert.Single(Events(folder)); // perhaps of the same name: it holds the second
        Assert.NotEqual("the first one's", await File.ReadAllTextAsync(second, TestContext.Current.CancellationToken));
        Assert.True(File.Exists(folder["notes.txt"]));
        Assert.True(File.Exists(folder["checkpoints", "last.safetensors"]));
    }

    private static string[] Events(TemporaryFolder folder) => Directory.GetFiles(folder.Root, "events.out.tfevents.*");

    private static async Task<int> RunUntilTrainingAsync(string path)
    {
        using var stop = new CancellationTokenSource();
        using var error = new StoppingWriter("epochs of", stop);
        var console = new CommandConsole(TextWriter.Null, error, isErrorTerminal: false);
        return await CommandLine.RunAsync(["demo", "--out", path], console, CommandCatalog.Create(), stop.Token);
    }

    /// <summary>Asks the command to stop when it writes a certain text.</summary>
    private sealed class StoppingWriter(string text, CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true)
            {
                stop.Cancel();
            }
        }
    }
}
