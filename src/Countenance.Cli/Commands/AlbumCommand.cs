using System.CommandLine;
using Countenance.Cli.Album;

namespace Countenance.Cli.Commands;

/// <summary>Photo folders: indexes them, searches them by expression, summarises them. Its parts are in <c>Album</c>.</summary>
internal sealed class AlbumCommand : CliCommand
{
    public AlbumCommand()
        : base("album", "Indexes folders of photos; searches and summarises them by expression.")
    {
        Add(new AlbumAddCommand());
        Add(new AlbumWatchCommand());
        Add(new AlbumSearchCommand());
        Add(new AlbumSummarizeCommand());
#if PAGE
        Add(new AlbumServeCommand());
#endif
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album add photos --album photos.db", "Index a folder"),
        new("countenance album search me.jpg --album photos.db", "The same expression, on anyone's face"),
        new("countenance album summarize --album photos.db --html album.html", "A contact sheet by expression"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation) =>
        throw new UsageException($"Give one of: {string.Join(", ", Subcommands.Select(command => command.Name))}.");
}
