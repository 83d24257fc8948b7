using System.CommandLine;
using Countenance.Torch;

namespace Countenance.Cli.Options;

/// <summary>Looks at where a result is to go before the work begins, so that a mistyped path does not cost the work.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a file of another kind, or one that cannot be written.</summary>
    /// <exception cref="UsageException">The ending is none of those known; the message lists them. Or the path is a folder.</exception>
    /// <exception cref="IOException">There is no such folder, or no file can be created in it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Check(string path, params string[] endings)
    {
        RequireEnding(path, endings);
        CheckWritable(path);
    }

    /// <summary>Refuses a file of another kind.</summary>
    /// <exception cref="UsageException">The ending is none of those known; the message lists them.</exception>
    public static void RequireEnding(string path, params string[] endings)
    {
        if (!endings.Any(ending => HasEnding(path, ending)))
        {
            string known = (endings.Length > 1 ? "one of " : "") + string.Join(", ", endings);
            throw new UsageException($"The output must end in {known}. Got {path}.");
        }
    }

    /// <summary>Refuses a file that cannot be written.</summary>
    /// <exception cref="UsageException">The path is a folder.</exception>
    /// <exception cref="IOException">There is no such folder, or no file can be created in it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"The output must be a file. {path} is a folder.");
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"{path}: there is no folder {folder}.");
        }

        AtomicFile.RequireWritable(path);
    }

    /// <summary>Makes the folder of a file where there is none, and refuses a file that cannot be written.</summary>
    /// <inheritdoc cref="CheckWritable" path="/exception"/>
    public static void Prepare(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        CheckWritable(path);
    }

    /// <summary>Refuses to replace a file that was not named: its name is only the default.</summary>
    /// <exception cref="UsageException">It is there.</exception>
    public static void RequireNamed(ParseResult arguments, Option<string> output)
    {
        string path = arguments.GetRequiredValue(output);
        if (!CliCommand.IsTyped(arguments, output) && File.Exists(path))
        {
            throw new UsageException($"{path} exists already: give {output.Name} {path} to replace it, or another name.");
        }
    }

    /// <summary>Whether a path ends so, whatever the case of its letters.</summary>
    public static bool HasEnding(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
