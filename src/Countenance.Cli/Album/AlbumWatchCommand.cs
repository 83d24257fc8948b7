using System.CommandLine;
using System.Globalization;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Cli.Album;

/// <summary>Keeps an album up to date with its folders until it is stopped.</summary>
internal sealed class AlbumWatchCommand : CliCommand
{
    private const int Longest = 7 * 24 * 60;

    private readonly IndexingOptions indexing = new();
    private readonly Option<double> every = new("--every")
    {
        Description = "Minutes between full rescans when no change was reported.",
        HelpName = "MINUTES",
        DefaultValueFactory = _ => 10,
    };

    public AlbumWatchCommand()
        : base("watch", "Adds new and changed photos as they appear, until Ctrl-C.")
    {
        indexing.AddTo(this);
        Add(every);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album watch photos --album photos.db", "Follow a folder"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        double minutes = arguments.GetValue(every);
        if (!(minutes is > 0 and <= Longest))
        {
            throw new UsageException(string.Create(
                CultureInfo.InvariantCulture, $"The minutes must be positive, and at most {Longest}, a week. Got {minutes}."));
        }

        var options = new WatchOptions { Sweep = TimeSpan.FromMinutes(minutes) };
        return indexing.RunAsync(arguments, console, async (indexer, folders) =>
        {
            using var progress = new IndexingProgress(console);
            IReadOnlyList<RefusedFile> known = [];
            await new AlbumWatch(indexer, folders, options).RunAsync(
                report =>
                {
                    progress.EndRun();
                    if (report.Last.Stored > 0 || report.Gone > 0 || !report.Refused.SequenceEqual(known))
                    {
                        known = report.Refused;
                        IndexingOptions.Print(console, report);
                    }
                },
                progress,
                pause: null,
                cancellation);
        });
    }
}
