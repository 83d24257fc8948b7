using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Countenance.Album.Storage;
using Countenance.Web;

namespace Countenance.Cli.Options;

/// <summary>The options of a command that serves the page: where, and for whom.</summary>
internal sealed class ServingOptions
{
    private const int UsualPort = 7340;
    private const int LeastTokenLength = 16;

    private readonly Option<int> port = new("--port") { Description = "Port; 0 for any free one.", DefaultValueFactory = _ => UsualPort };
    private readonly Option<string?> host = new("--host")
    {
        Description = "Address to listen on (0.0.0.0 = all interfaces; default: this machine only). Other machines need the token; "
            + "traffic is unencrypted.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = $"Access token, at least {LeastTokenLength} characters. Default: none; with --host a random one, which is printed.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(port);
        command.Add(host);
        command.Add(token);
    }

    /// <summary>What was typed; the rest of the page's options have their defaults.</summary>
    /// <exception cref="UsageException">The port, the address or the token is none.</exception>
    /// <exception cref="PageException">Nothing can be served there.</exception>
    public PageOptions Read(ParseResult arguments)
    {
        PageOptions options = CliCommand.FromArguments(() => new PageOptions
        {
            Host = Host(arguments),
            Port = arguments.GetValue(port),
            Token = Token(arguments),
        });
        PageServer.RequireFree(options);
        return options;
    }

    /// <summary>Serves the page until it is stopped.</summary>
    /// <param name="store">The album.</param>
    /// <param name="model">The model whose view is shown.</param>
    /// <param name="options">How.</param>
    /// <param name="what">What is shown, for the message.</param>
    /// <param name="console">The address goes to its output.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task ServeAsync(
        IAlbumStore store, AlbumModel model, PageOptions options, string what, CommandConsole console, CancellationToken cancellation)
    {
        await using PageServer server = await PageServer.StartAsync(store, model, options, cancellation);
        console.Output.WriteLine(server.Entrance);
        console.Error.WriteLine($"Serving {what} until Ctrl-C");
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
}
