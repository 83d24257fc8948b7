using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Countenance.Cli.Commands;

namespace Countenance.Cli;

/// <summary>The command line as a whole: parses, runs one command, and turns whatever happens into output and an exit code.</summary>
internal static class CommandLine
{
    private const string Name = "countenance";
    private const int HelpWidth = 140;

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Print the full exception when a command fails.",
        Recursive = true,
    };

    /// <summary>Runs in this process: its console, its signals.</summary>
    public static async Task<int> RunProcessAsync(string[] args)
    {
        using var signals = new StopSignals();
        var exitCode = await RunAsync(args, CommandConsole.OfProcess(), CommandCatalog.Create(), signals.Token);
        return exitCode == ExitCode.Interrupted ? signals.Received ?? exitCode : exitCode;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="commands">The commands there are.</param>
    /// <param name="cancellation">Asks the command to stop.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] args, CommandConsole console, IReadOnlyList<CliCommand> commands, CancellationToken cancellation)
    {
        var root = CreateRoot(commands, console);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var verbose = parsed.GetValue(Verbose);
        var command = parsed.CommandResult.Command;
        try
        {
            if (parsed.Action is { ClearsParseErrors: true })
            {
                return await parsed.InvokeAsync(Invocation(console), cancellation);
            }

            if (command == root)
            {
                return parsed.UnmatchedTokens is [var unknown, ..] ? throw UnknownCommand(unknown, root) : Help(root, console);
            }

            if (parsed.Errors is [var first, ..])
            {
                throw new UsageException(first.Message);
            }

            RefuseMistypedOptions(parsed.CommandResult);
            StrictParsing.RequireOwnOutputs(parsed.CommandResult);
            return await parsed.InvokeAsync(Invocation(console), cancellation);
        }
        catch (UsageException exception)
        {
            FailureReport.Write(console.Error, exception, verbose);
            console.Error.WriteLine($"See: {FullName(command)} --help");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine("stopped");
            return ExitCode.Interrupted;
        }
        catch (Exception exception)
        {
            FailureReport.Write(console.Error, exception, verbose);
            return ExitCode.Failure;
        }
    }

    // Not System.CommandLine's RootCommand: that one is named after the file that runs, a library here.
    private static Command CreateRoot(IReadOnlyList<CliCommand> commands, CommandConsole console)
    {
        var help = new HelpOption();
        var usual = (HelpAction)help.Action!;
        usual.MaxWidth = HelpWidth;
        help.Action = new HelpWithExamples(usual);

        var root = new Command(
            Name, "Trains, evaluates and uses facial-expression embeddings in which each class is a Gaussian.")
        {
            Verbose,
            help,
            new VersionOption(),
        };
        foreach (var command in commands)
        {
            SetAction(command, console);
            root.Add(command);
        }

        return root;
    }

    private static void SetAction(CliCommand command, CommandConsole console)
    {
        StrictParsing.Apply(command);
        command.SetAction((arguments, cancellation) => command.RunAsync(arguments, console, cancellation));
        foreach (var part in command.Subcommands.OfType<CliCommand>())
        {
            SetAction(part, console);
        }
    }

    // The parser takes an option it does not know for a file name where the command takes files.
    private static void RefuseMistypedOptions(CommandResult command)
    {
        foreach (var token in command.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens))
        {
            if (token.Value is ['-', _, ..])
            {
                throw new UsageException($"There is no option '{token.Value}' (for a file of this name, type ./{token.Value}).");
            }
        }
    }

    private static InvocationConfiguration Invocation(CommandConsole console) => new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
        Output = console.Output,
        Error = console.Error,
    };

    private static int Help(Command root, CommandConsole console) => root.Parse(["--help"]).Invoke(Invocation(console));

    private static UsageException UnknownCommand(string name, Command root) =>
        new($"There is no command '{name}'. There are: {string.Join(", ", root.Subcommands.Select(command => command.Name))}.");

    private static string FullName(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{FullName(parent)} {command.Name}" : command.Name;
}
