using System.CommandLine;
using Countenance.Album.Indexing;

namespace Countenance.Cli.Album;

/// <summary>Brings folders of photos into an album.</summary>
internal sealed class AlbumAddCommand : CliCommand
{
    private readonly IndexingOptions indexing = new();

    public AlbumAddCommand()
        : base("add", "Adds the faces in folders of photos to an album; a second run looks only at what changed.")
    {
        indexing.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album add photos more/photos --album photos.db", "Two folders into one album"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation) =>
        indexing.RunAsync(arguments, console, async (indexer, folders) =>
        {
            IndexReport report;
            using (var progress = new IndexingProgress(console))
            {
                report = await indexer.RunAsync(folders, progress, pause: null, cancellation);
                progress.Report(report.Last);
            }

            IndexingOptions.Print(console, report);
        });
}
