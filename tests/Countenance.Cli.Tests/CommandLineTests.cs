using Countenance.Cli.Commands;

namespace Countenance.Cli.Tests;

public class CommandLineTests
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly StringWriter error = new() { NewLine = "\n" };

    [Fact]
    public async Task A_command_that_ends_gives_0_and_its_output()
    {
        var probe = new ProbeCommand((console, _) => console.Output.WriteAsync("result"));

        Assert.Equal(0, await RunAsync(probe, "probe"));
        Assert.Equal(("result", ""), (output.ToString(), error.ToString()));
    }

    [Fact]
    public async Task Data_that_is_wrong_gives_1_and_one_line()
    {
        var failure = new CountenanceException("data.zip/label.csv line 17: 9 votes,\n  expected 10");

        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(failure), "probe"));
        Assert.Equal(("", "error: data.zip/label.csv line 17: 9 votes, expected 10\n"), (output.ToString(), error.ToString()));
    }

    [Fact]
    public async Task A_missing_file_gives_1_and_one_line()
    {
        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(new FileNotFoundException("No such file: x.png")), "probe"));
        Assert.Equal("error: No such file: x.png\n", error.ToString());
    }

    [Fact]
    public async Task Too_little_memory_gives_1_and_one_line()
    {
        var failure = Activator.CreateInstance<OutOfMemoryException>(); // which only the runtime throws
        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(new AggregateException(failure, failure)), "probe"));
        Assert.Equal("error: there is not enough memory\n", error.ToString());
    }

    [Fact]
    public async Task The_cause_is_reported_in_place_of_its_wrapping()
    {
        var wrapped = new AggregateException(new TypeInitializationException("X", new DllNotFoundException("no library")));

        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(wrapped), "probe"));
        Assert.Equal("error: no library\n", error.ToString());
    }

    [Fact]
    public async Task Our_own_mistake_gives_1_says_so_and_tells_more_when_asked()
    {
        var mistake = new InvalidOperationException("Sequence contains no elements");

        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(mistake), "probe"));
        Assert.Equal(
            "error: unexpected InvalidOperationException: Sequence contains no elements (run again with --verbose for the details)\n",
            error.ToString());

        error.GetStringBuilder().Clear();
        Assert.Equal(1, await RunAsync(ProbeCommand.Throwing(mistake), "probe", "--verbose"));
        Assert.Contains("\n   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There is no command 'prob'. There are: probe.", "countenance", "prob")]
    [InlineData("Unrecognized command or argument '--nope'.", "countenance probe", "probe", "--nope")]
    public async Task What_is_not_understood_gives_2_and_points_to_the_help(string message, string command, params string[] args)
    {
        Assert.Equal(2, await RunAsync(ProbeCommand.Throwing(new InvalidOperationException()), args));
        Assert.Equal($"error: {message}\nSee: {command} --help\n", error.ToString());
    }

    [Fact]
    public async Task A_mistyped_option_is_not_taken_for_a_file()
    {
        Assert.Equal(2, await CommandLine.RunAsync(["info", "--jsn"], Console(), CommandCatalog.Create(), CancellationToken.None));
        Assert.StartsWith("error: There is no option '--jsn'", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_are_out_of_range_give_2()
    {
        var probe = ProbeCommand.Building<object>(() => throw new ArgumentException("Sigma must be positive. Got -1.", "sigma"));

        Assert.Equal(2, await RunAsync(probe, "probe"));
        Assert.Equal("error: Sigma must be positive. Got -1.\nSee: countenance probe --help\n", error.ToString());
    }

    [Fact]
    public async Task Being_stopped_gives_130()
    {
        using var stop = new CancellationTokenSource();
        var probe = new ProbeCommand(async (_, cancellation) =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
        });

        Assert.Equal(130, await CommandLine.RunAsync(["probe"], Console(), [probe], stop.Token));
        Assert.Equal("stopped\n", error.ToString());
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task The_help_lists_the_commands(params string[] args)
    {
        Assert.Equal(0, await RunAsync(ProbeCommand.Throwing(new InvalidOperationException()), args));
        Assert.Contains("countenance [command]", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("probe  Does what a test says.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done, 1 failed, 2 usage error, 130 stopped", output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public async Task Every_command_explains_itself_with_examples()
    {
        foreach (var command in CommandCatalog.Create())
        {
            output.GetStringBuilder().Clear();
            Assert.Equal(
                0, await CommandLine.RunAsync([command.Name, "--help"], Console(), CommandCatalog.Create(), CancellationToken.None));
            Assert.Contains("Examples:", output.ToString(), StringComparison.Ordinal);
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, example => Assert.Contains(example.Line, output.ToString(), StringComparison.Ordinal));
            Assert.All(
                command.Examples, example => Assert.StartsWith($"countenance {command.Name}", example.Line, StringComparison.Ordinal));
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{command.Name} {option.Name}"));
            Assert.All(
                command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{command.Name} {argument.Name}"));
        }
    }

    [Fact]
    public async Task Every_example_can_be_parsed()
    {
        foreach (var example in CommandCatalog.Create().SelectMany(command => command.Examples))
        {
            output.GetStringBuilder().Clear();
            var args = example.Line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
            var command = CommandCatalog.Create().Single(command => command.Name == args[0]);
            Assert.Empty(command.Parse(args[1..]).Errors);
        }

        Assert.Equal("", error.ToString());
    }

    private CommandConsole Console() => new(output, error, isErrorTerminal: false);

    private Task<int> RunAsync(CliCommand command, params string[] args) =>
        CommandLine.RunAsync(args, Console(), [command], TestContext.Current.CancellationToken);
}
