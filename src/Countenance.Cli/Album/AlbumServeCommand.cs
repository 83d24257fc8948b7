using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Countenance.Album;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Web;

namespace Countenance.Cli.Album;

/// <summary>Shows an album in a browser until it is stopped.</summary>
internal sealed class AlbumServeCommand : CliCommand
{
    private const int UsualPort = 7340;
    private const int LeastTokenLength = 16;

    private readonly Argument<string[]> folders = new("FOLDERS")
    {
        Description = "Folders that the page may bring in; no others.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly AlbumOption album = new();
    private readonly Option<string> faces = new("--faces")
    {
        Description = $"How faces are found: {string.Join(", ", FaceFinders.All.Select(entry => entry.Name))}.",
        DefaultValueFactory = _ => FaceFinders.All[0].Name,
    };

    private readonly Option<int> port = new("--port") { Description = "Port; 0 for any.", DefaultValueFactory = _ => UsualPort };
    private readonly Option<string?> host = new("--host")
    {
        Description = "Address listened on, such as 0.0.0.0 for all; this machine alone by default. Others need the token, over plain HTTP.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> token = new("--token") { Description = "The token; made up and printed when there is none." };

    public AlbumServeCommand()
        : base("serve", "Shows an album in a browser: expressions, groups, map, search, review. For this machine alone.")
    {
        Add(folders);
        album.AddTo(this);
        Option[] options = [faces, port, host, token];
        Array.ForEach(options, Add);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album serve --album photos.db", "Open the address that it prints"),
        new("countenance album serve photos --album photos.db --host 0.0.0.0", "Also for other machines, with a token; may index photos"),
    ];

    public override async Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        FaceFinderEntry finder = FromArguments(() => FaceFinders.Find(arguments.GetRequiredValue(faces)));
        string[] named = arguments.GetValue(folders) ?? [];
        if (named.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new AlbumException(missing, "there is no such folder");
        }

        using IAlbumStore store = album.Open(arguments);
        AlbumModel model = album.Model(arguments, store);
        PageOptions options = FromArguments(() => new PageOptions
        {
            Host = Host(arguments),
            Port = arguments.GetValue(port),
            Token = Token(arguments),
            Finder = finder,
            Folders = [.. named.Select(Path.GetFullPath)],
            ModelFile = ModelFile(arguments, model, store, console),
        });
        await using PageServer server = await PageServer.StartAsync(store, model, options, cancellation);
        console.Output.WriteLine(server.Entrance);
        console.Error.WriteLine($"{store.Location} is shown there until Ctrl-C");
        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private IPAddress Host(ParseResult arguments) => arguments.GetValue(host) is not { } text
        ? IPAddress.Loopback
        : IPAddress.TryParse(text, out IPAddress? address)
            ? address
            : throw new UsageException($"The host must be an address of this machine, such as 0.0.0.0. Got {text}.");

    private string? Token(ParseResult arguments)
    {
        string? given = arguments.GetValue(token);
        if (given is { Length: < LeastTokenLength })
        {
            throw new UsageException($"The token must have at least {LeastTokenLength} characters. Got {given.Length}.");
        }

        return given ?? (IPAddress.IsLoopback(Host(arguments)) ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
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
            console.Error.WriteLine($"note: no search by pictures: {error.Message}");
            return null;
        }
    }
}
