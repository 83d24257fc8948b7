using System.CommandLine;
using Countenance.Album;
using Countenance.Album.Storage;
using Countenance.Cli.Options;

namespace Countenance.Cli.Album;

/// <summary>The options that name an album and one of its models.</summary>
internal sealed class AlbumOption
{
    private readonly Option<string> album = new("--album")
    {
        Description = "The album: a file, or postgresql://USER@HOST/NAME.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ModelOption model =
        new(isRequired: false, otherwise: ". Default: the model last used for the album; the bundled one for a new album");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(album);
        model.AddTo(command);
    }

    /// <summary>Opens the album, making it when there is none.</summary>
    public IAlbumStore Create(ParseResult arguments) => AlbumStores.Open(arguments.GetRequiredValue(album));

    /// <summary>Opens an album that is to be there.</summary>
    public IAlbumStore Open(ParseResult arguments) => AlbumStores.OpenExisting(arguments.GetRequiredValue(album));

    /// <summary>
    /// The model file that faces are to be embedded by where the album need not be asked: the one that was named, or the bundled one when
    /// there is no album yet. Null otherwise.
    /// </summary>
    public string? ModelFile(ParseResult arguments)
        => model.IsGiven(arguments) || !AlbumStores.Exists(arguments.GetRequiredValue(album)) ? model.File(arguments) : null;

    /// <summary>The model file that faces are to be embedded by: the one that was named, the album's last one, or the bundled one.</summary>
    /// <exception cref="AlbumException">The album's last model is no longer where it was.</exception>
    public string ModelFile(ParseResult arguments, IAlbumStore store)
        => !model.IsGiven(arguments) && store.Models() is [.., var last] ? FileOf(arguments, last, store) : model.File(arguments);

    /// <summary>The album's model that was named, or the one used last; says when the album has faces that it has not embedded.</summary>
    /// <exception cref="AlbumException">The album has no model, or not this one.</exception>
    public AlbumModel Model(ParseResult arguments, IAlbumStore store, CommandConsole console)
    {
        AlbumModel chosen = Choose(arguments, store);
        if (store.CountWithout(chosen.Id) is > 0 and var count)
        {
            (string faces, string them) = count == 1 ? ("face is", "it") : ("faces are", "them");
            console.Error.WriteLine(
                $"note: {count} {faces} not embedded by {chosen.Name}; run album add with --model {chosen.Name} to embed {them}");
        }

        return chosen;
    }

    /// <summary>The file of an album's model: the one that was named, or the one it was once read from.</summary>
    /// <exception cref="AlbumException">It is no longer there, or the file is another one now.</exception>
    public string FileOf(ParseResult arguments, AlbumModel known, IAlbumStore store)
    {
        string file = model.IsGiven(arguments) ? model.File(arguments) : known.Name;
        return System.IO.File.Exists(file) && Digest(file) == known.Digest
            ? file
            : throw new AlbumException(store.Location, $"its model is no longer at {file}; name it with --model");
    }

    private AlbumModel Choose(ParseResult arguments, IAlbumStore store)
    {
        IReadOnlyList<AlbumModel> models = store.Models();
        if (models.Count == 0)
        {
            throw new AlbumException(store.Location, "nothing was added to this album yet");
        }

        if (!model.IsGiven(arguments))
        {
            return models[^1];
        }

        string digest = Digest(model.File(arguments));
        return models.FirstOrDefault(candidate => candidate.Digest == digest)
            ?? throw new AlbumException(
                store.Location,
                $"its faces were not embedded by {model.File(arguments)}; album add with this --model embeds them. Its models: "
                + string.Join(", ", models.Select(candidate => candidate.Name)));
    }

    private static string Digest(string file) => System.IO.File.Exists(file)
        ? Countenance.Models.ModelFile.Digest(file) // the class has a method of this name
        : throw new AlbumException(file, "there is no such model file");
}
