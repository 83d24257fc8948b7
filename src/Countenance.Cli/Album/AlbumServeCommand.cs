using System.CommandLine;
using Countenance.Album;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Cli.Options;
using Countenance.Web;

namespace Countenance.Cli.Album;

/// <summary>Shows an album in a browser until it is stopped.</summary>
internal sealed class AlbumServeCommand : CliCommand
{
    private readonly Argument<string[]> folders = new("FOLDERS")
    {
        Description = "Folders the page may index.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly AlbumOption album = new();
    private readonly FacesOption faces = new();
    private readonly ServingOptions serving = new();

    public AlbumServeCommand()
        : base("serve", "Shows an album in a browser on this machine: expressions, groups, map, search, review.")
    {
        Add(folders);
        album.AddTo(this);
        faces.AddTo(this);
        serving.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album serve --album photos.db", "Open the address that it prints"),
        new(
            "countenance album serve photos --album photos.db --host 0.0.0.0",
            "For other machines too, with a token; the page may index the folder photos"),
    ];

    public override async Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        FaceFinderEntry? typed = faces.Typed(arguments);
        string[] named = arguments.GetValue(folders) ?? [];
        IndexingOptions.RequireFolders(named);
        using IAlbumStore store = album.Open(arguments);
        AlbumModel model = album.Model(arguments, store, console);
        PageOptions options = serving.Read(arguments) with
        {
            Finder = FacesOption.Choose(typed, store, console),
            Folders = [.. named.Select(Path.GetFullPath)],
            ModelFile = ModelFile(arguments, model, store, console),
        };
        await ServingOptions.ServeAsync(store, model, options, store.Location, console, cancellation);
    }

    // Without the model's file the page shows all that is known already.
    private string? ModelFile(ParseResult arguments, AlbumModel model, IAlbumStore store, CommandConsole console)
    {
        try
        {
            return album.FileOf(arguments, model, store);
        }
        catch (AlbumException error)
        {
            console.Error.WriteLine($"note: no search by pictures, no indexing: {error.Message}");
            return null;
        }
    }
}
