using Countenance.Cli.Progress;
using Spectre.Console;

namespace Countenance.Cli;

/// <summary>Where a command writes: results to <see cref="Output"/>, progress and messages to <see cref="Error"/>.</summary>
internal sealed class CommandConsole
{
    private readonly bool isErrorTerminal;
    private IAnsiConsole? tables;

    public CommandConsole(TextWriter output, TextWriter error, bool isErrorTerminal)
    {
        Output = output;
        Error = error;
        this.isErrorTerminal = isErrorTerminal;
    }

    /// <summary>Results, and nothing else: what a pipe wants to read.</summary>
    public TextWriter Output { get; }

    /// <summary>Messages, progress, errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Tables and colours on <see cref="Output"/>; plain text, 120 columns wide, when it is not a terminal.</summary>
    public IAnsiConsole Tables => tables ??= CreateTables();

    /// <summary>The console of this process.</summary>
    public static CommandConsole OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Starts to report the progress of a long task on <see cref="Error"/>. Dispose it however the task ends.</summary>
    /// <param name="title">What is done, such as <c>Epoch 3</c>.</param>
    /// <param name="total">Number of units of work in all, positive.</param>
    /// <param name="unit">Plural name of a unit, such as <c>images</c>.</param>
    /// <param name="alreadyDone">Units done before (a resumed task); they do not count for the rate.</param>
    public ProgressReporter StartProgress(string title, long total, string unit, long alreadyDone = 0) =>
        new(Error, isErrorTerminal ? TerminalWidth() : null, TimeProvider.System, title, total, unit, alreadyDone);

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }

    private IAnsiConsole CreateTables()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output) });
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = 120;
        }

        return console;
    }
}
