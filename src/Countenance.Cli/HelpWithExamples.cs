using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Countenance.Cli;

/// <summary>The usual help of a command, and its examples at the end.</summary>
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
