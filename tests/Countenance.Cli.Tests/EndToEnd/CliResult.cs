using Countenance.Cli.Commands;

namespace Countenance.Cli.Tests.EndToEnd;

/// <summary>What a command line left: its exit code and all it wrote.</summary>
public sealed record CliResult(int ExitCode, string Output, string Error)
{
    public string[] ErrorLines => Error.TrimEnd('\n').Split('\n');

    /// <summary>Runs a command in this process, as if its streams were pipes.</summary>
    internal static async Task<CliResult> OfAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new CommandConsole(output, error, isErrorTerminal: false);
        int exitCode = await CommandLine.RunAsync(
            args, console, CommandCatalog.Create(), TestContext.Current.CancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Fails the test, with what was written, unless the exit code is the one expected.</summary>
    public CliResult Expect(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode}, expected {exitCode}. Output:\n{Output}\nError:\n{Error}");
        return this;
    }
}
