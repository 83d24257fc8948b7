using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Countenance.Cli;

/// <summary>The usual help, and at its end the examples of a command, or the exit codes they all share.</summary>
/// <param name="usual">The help action to extend.</param>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CliCommand command)
        {
            Write(command.Examples, parseResult.InvocationConfiguration.Output);
        }
        else
        {
            parseResult.InvocationConfiguration.Output.WriteLine(
                $"Exit codes: {ExitCode.Done} done, {ExitCode.Failure} failed, {ExitCode.Usage} usage error, "
                + $"{ExitCode.Interrupted} stopped by Ctrl-C, {ExitCode.Terminated} by SIGTERM.");
        }

        return exitCode;
    }

    private static void Write(IReadOnlyList<CommandExample> examples, TextWriter output)
    {
        output.WriteLine("Examples:");
        foreach (var (line, purpose) in examples)
        {
            output.WriteLine($"  # {purpose}");
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }
}
