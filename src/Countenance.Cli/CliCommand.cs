using System.CommandLine;

namespace Countenance.Cli;

/// <summary>
/// A command: its arguments, its examples and what it does. One file each in <c>Commands</c>, registered by one line of
/// <see cref="Commands.CommandCatalog"/>; what several commands share of options and files is in <c>Options</c>. It throws what stops it;
/// <see cref="CommandLine"/> turns that into a line and an exit code.
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

    /// <summary>An option with a default.</summary>
    protected static Option<T> New<T>(string name, string description, T value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };

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

    /// <summary>The choice of a name that was typed.</summary>
    /// <param name="what">What is chosen.</param>
    /// <param name="choices">The choices by their names.</param>
    /// <param name="name">What was typed.</param>
    /// <exception cref="UsageException">There is none of that name; the message lists those there are.</exception>
    protected static T Named<T>(string what, Dictionary<string, T> choices, string name)
        => choices.TryGetValue(name, out T? choice)
            ? choice
            : throw new UsageException($"The {what} must be one of {string.Join(", ", choices.Keys)}. Got {name}.");

    /// <summary>Checks what was typed: what the check refuses is a usage error.</summary>
    protected static void FromArguments(Action check) => FromArguments(() =>
    {
        check();
        return true;
    });

    /// <summary>What was typed for an option, or what holds otherwise: a recipe's choice, or an earlier run's.</summary>
    protected static T Given<T>(ParseResult arguments, Option<T> option, T otherwise)
        => IsTyped(arguments, option) ? arguments.GetValue(option)! : otherwise;

    /// <summary>Whether an option was typed, and has not just its default.</summary>
    internal static bool IsTyped(ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that would be ignored.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="reason">Why; it follows the option's name.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="UsageException">One of them was typed.</exception>
    protected static void RequireUntyped(ParseResult arguments, string reason, params Option[] options)
    {
        if (options.FirstOrDefault(option => IsTyped(arguments, option)) is { } unused)
        {
            throw new UsageException($"{unused.Name} {reason}");
        }
    }

    /// <summary>Refuses to resume a run with other options than it was started with, which would be ignored.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="different">Names of the options that differ.</param>
    /// <param name="instead">What to do to have others.</param>
    /// <exception cref="UsageException">Some do.</exception>
    protected static void RequireSame(string path, IReadOnlyList<string> different, string instead)
    {
        if (different.Count > 0)
        {
            throw new UsageException(
                $"Cannot resume {path} with other options: {string.Join(", ", different)}. "
                + $"A resumed run keeps the options it started with. {instead}");
        }
    }
}
