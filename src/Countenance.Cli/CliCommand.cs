using System.CommandLine;

namespace Countenance.Cli;

/// <summary>
/// A command: its arguments, its examples and what it does. One file each in <c>Commands</c>, registered by one line of
/// <see cref="Commands.CommandCatalog"/>. It throws what stops it; <see cref="CommandLine"/> turns that into a line and an exit code.
/// </summary>
internal abstract class CliCommand : Command
{
    protected CliCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Shown at the end of the command's help; at least one.</summary>
    public abstract IReadOnlyList<CommandExample> Examples { get; }

    /// <summary>Does the work. Results go to the console's output, everything else to its error stream.</summary>
    /// <param name="arguments">What was typed, already validated by the options' own validators.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="cancellation">Cancelled by Ctrl-C and SIGTERM: stop soon, leave something that can be resumed.</param>
    public abstract Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation);

    /// <summary>Makes an options record of what was typed: what its constructor refuses is a usage error.</summary>
    internal static T FromArguments<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(FailureReport.Message(exception), exception);
        }
    }

    /// <summary>Checks what was typed: what the check refuses is a usage error.</summary>
    protected static void FromArguments(Action check) => FromArguments(() =>
    {
        check();
        return true;
    });
}
