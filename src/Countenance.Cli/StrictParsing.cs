using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Countenance.Cli;

/// <summary>
/// What holds for the options of every command: numbers have a point and an end, nothing is empty, and no result replaces what is read.
/// </summary>
internal static class StrictParsing
{
    private static readonly string[] Outputs = ["--out", "--json", "--sheet", "--csv", "--html"];

    /// <summary>Makes a command's options and arguments strict.</summary>
    public static void Apply(Command command)
    {
        foreach (Option option in command.Options)
        {
            option.Validators.Add(result => RequireText(result, option.Name));
            if (option is Option<double> number)
            {
                number.CustomParser = Number;
            }
        }

        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(result => RequireText(result, argument.Name));
        }
    }

    /// <summary>Refuses an output that is one of the files read, or another output.</summary>
    /// <exception cref="UsageException">It is.</exception>
    public static void RequireOwnOutputs(CommandResult command)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal); // full path → what it was named by
        OptionResult[] options = [.. command.Children.OfType<OptionResult>()];
        IEnumerable<(string Name, string Path)> inputs =
        [
            .. command.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens.Select(token => (result.Argument.Name, token.Value))),
            .. options.Where(result => !Outputs.Contains(result.Option.Name))
                .SelectMany(result => result.Tokens.Select(token => (result.Option.Name, token.Value))),
        ];
        foreach ((string name, string path) in inputs.Where(input => File.Exists(input.Path)))
        {
            taken[Path.GetFullPath(path)] = name;
        }

        foreach (OptionResult output in options.Where(result => Outputs.Contains(result.Option.Name)))
        {
            foreach (Token token in output.Tokens.Where(token => token.Value != "-"))
            {
                string path = Path.GetFullPath(token.Value);
                if (!taken.TryAdd(path, output.Option.Name))
                {
                    throw new UsageException($"{output.Option.Name} and {taken[path]} name the same file, {token.Value}.");
                }
            }
        }
    }

    private static void RequireText(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name} must not be empty.");
        }
    }

    private static double Number(ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : string.Empty;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && !double.IsInfinity(value))
        {
            return value;
        }

        string option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
        result.AddError($"{option} needs a number such as 0.5. Got '{text}'.");
        return 0;
    }
}
