using System.CommandLine;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Cli.Album;

/// <summary>The option that says how faces are found; an album goes on as it was begun where it is not typed.</summary>
internal sealed class FacesOption
{
    private readonly Option<string?> faces = new("--faces")
    {
        Description = $"How faces are found: {string.Join("; ", FaceFinders.All.Select(entry => $"{entry.Name}: {entry.Description}"))}. "
            + $"Default: as for most of the album's photos; {FaceFinders.All[0].Name} in a new album.",
        HelpName = "NAME",
    };

    /// <summary>The option.</summary>
    public Option Option => faces;

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(faces);

    /// <summary>The way that was typed; null when none was.</summary>
    /// <exception cref="UsageException">There is none of this name.</exception>
    public FaceFinderEntry? Typed(ParseResult arguments) =>
        arguments.GetValue(faces) is { } name ? CliCommand.FromArguments(() => FaceFinders.Find(name)) : null;

    /// <summary>The way most of the album's photos were searched; null in a new album.</summary>
    public static FaceFinderEntry? Usual(IAlbumStore store) => store.UsualFinder() is { } finder ? FaceFinders.OfPhotos(finder) : null;

    /// <summary>The way that was typed, or the album's own; says when the two differ.</summary>
    public static FaceFinderEntry Choose(FaceFinderEntry? typed, IAlbumStore store, CommandConsole console)
    {
        FaceFinderEntry? usual = Usual(store);
        if (typed is not null && usual is not null && typed != usual)
        {
            console.Error.WriteLine(
                $"note: most photos of this album were searched with --faces {usual.Name}; new, changed and moved photos will be "
                + $"searched with {typed.Name}, replacing the faces found in them before");
        }

        return typed ?? usual ?? FaceFinders.All[0];
    }
}
