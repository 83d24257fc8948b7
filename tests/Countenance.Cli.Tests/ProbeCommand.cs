using System.CommandLine;

namespace Countenance.Cli.Tests;

/// <summary>A command that does what a test says.</summary>
internal sealed class ProbeCommand(Func<CommandConsole, CancellationToken, Task> run) : CliCommand("probe", "Does what a test says.")
{
    public override IReadOnlyList<CommandExample> Examples => [new("countenance probe", "To test")];

    public static ProbeCommand Throwing(Exception exception) => new((_, _) => Task.FromException(exception));

    public static ProbeCommand Building<T>(Func<T> create) => new((_, _) =>
    {
        FromArguments(create);
        return Task.CompletedTask;
    });

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation) =>
        run(console, cancellation);
}
