using System.CommandLine;
using System.Globalization;
using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Cli.Album;

/// <summary>The options that say which faces are looked at.</summary>
internal sealed class FilterOptions
{
    private const string Dates = "yyyy-MM-dd";

    private readonly Option<string?> expression = new("--expression") { Description = "Only faces of this expression.", HelpName = "NAME" };
    private readonly Option<string?> folder = new("--folder") { Description = "Only photos under this folder.", HelpName = "DIR" };
    private readonly Option<string?> from = new("--from") { Description = "Only photos taken on this day or later.", HelpName = Dates };
    private readonly Option<string?> until = new("--until") { Description = "Only photos taken before this day.", HelpName = Dates };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(expression);
        command.Add(folder);
        command.Add(from);
        command.Add(until);
    }

    /// <summary>What was typed.</summary>
    /// <exception cref="UsageException">There is no such expression, or a day is not one.</exception>
    public FaceFilter Filter(ParseResult arguments, AlbumModel model, IEnumerable<LabelledFace> faces)
    {
        string? name = arguments.GetValue(expression);
        if (name is not null && !model.Classes.Contains(name) && !faces.Any(face => face.Expression == name))
        {
            throw new UsageException($"There is no expression '{name}'. There are: {string.Join(", ", model.Classes)}.");
        }

        return new FaceFilter
        {
            Expression = name,
            Folder = arguments.GetValue(folder),
            From = Day(arguments.GetValue(from)),
            Until = Day(arguments.GetValue(until)),
        };
    }

    private static DateTime? Day(string? text) => text is null
        ? null
        : DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime day)
            ? day
            : throw new UsageException($"A day must be written {Dates}. Got {text}.");
}
