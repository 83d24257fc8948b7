using System.CommandLine;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Album.Summaries;
using Countenance.Cli.Options;
using Countenance.Reporting;

namespace Countenance.Cli.Album;

/// <summary>Groups an album by expression and sub-expression, and selects a few photos that cover it.</summary>
internal sealed class AlbumSummarizeCommand : CliCommand
{
    private readonly AlbumOption album = new();
    private readonly Option<int> groups = new("--groups") { Description = "Groups over all expressions.", DefaultValueFactory = _ => 40 };
    private readonly Option<int> top = new("--top") { Description = "Faces shown per group.", DefaultValueFactory = _ => 16 };
    private readonly Option<int> budget = new("--budget") { Description = "Photos selected.", DefaultValueFactory = _ => 24 };
    private readonly Option<ulong> seed = new("--seed") { Description = "Random seed; the same seed gives the same summary." };
    private readonly Option<string?> html = new("--html") { Description = "File for a contact sheet.", HelpName = "FILE" };
    private readonly Option<string?> csv = new("--csv") { Description = "File for a table, one line per face.", HelpName = "FILE" };
    private readonly Option<string?> json = new("--json") { Description = "File for groups and selection, as JSON.", HelpName = "FILE" };
    private readonly Option<string?> links = new("--links")
    {
        Description = "New folder for links to the selected photos.",
        HelpName = "DIR",
    };

    public AlbumSummarizeCommand()
        : base("summarize", "Groups an album by expression and selects a few photos that cover it, each with the reason.")
    {
        album.AddTo(this);
        Option[] options = [groups, top, budget, seed, html, csv, json, links];
        Array.ForEach(options, Add);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album summarize --album photos.db --html album.html --links best", "A contact sheet, and a folder of the best"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        SummaryOptions options = FromArguments(() => new SummaryOptions
        {
            Groups = arguments.GetValue(groups),
            Top = arguments.GetValue(top),
            Budget = arguments.GetValue(budget),
            Seed = arguments.GetValue(seed),
        });
        CheckOutputs(arguments);
        using IAlbumStore store = album.Open(arguments);
        AlbumIndex index = AlbumIndex.Load(store, album.Model(arguments, store, console), cancellation: cancellation);
        AlbumSummary summary = AlbumSummary.Create(index, options, progress: null, cancellation);
        foreach (SummaryPick pick in summary.Picks)
        {
            console.Output.WriteLine($"{index.Faces[pick.Face].Face.Path}\t{index.Faces[pick.Face].Expression}\t{pick.Reason}");
        }

        Write(arguments, console, summary, store);
        return Task.CompletedTask;
    }

    private void CheckOutputs(ParseResult arguments)
    {
        (Option<string?> Option, string Ending)[] files = [(html, ".html"), (csv, ".csv"), (json, ".json")];
        foreach ((Option<string?> option, string ending) in files)
        {
            if (arguments.GetValue(option) is { } path)
            {
                OutputFile.Check(path, ending);
            }
        }

        if (arguments.GetValue(links) is { } folder)
        {
            PhotoLinks.Check(folder);
        }
    }

    private void Write(ParseResult arguments, CommandConsole console, AlbumSummary summary, IAlbumStore store)
    {
        (string? Path, Action<string> Write)[] exports =
        [
            (arguments.GetValue(html), path => HtmlReport.Write(SummaryPage.Compose(summary, store), path)),
            (arguments.GetValue(csv), path => SummaryTable.Write(path, summary)),
            (arguments.GetValue(json), path => SummaryJson.Write(path, summary)),
            (arguments.GetValue(links), path => PhotoLinks.Write(path, summary)),
        ];
        foreach ((string? path, Action<string> write) in exports)
        {
            if (path is not null)
            {
                write(path);
                console.Error.WriteLine($"Written: {path}");
            }
        }
    }
}
