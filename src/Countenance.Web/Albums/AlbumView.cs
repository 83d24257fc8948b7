using Countenance.Album.Indexing;
using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>The album as the page shows it: a snapshot that is replaced as a whole when something is said of faces, or photos come.</summary>
internal sealed class AlbumView
{
    private readonly Lock gate = new();
    private volatile AlbumSnapshot current;

    public AlbumView(IAlbumStore store, AlbumModel model, LabelledData? data = null)
    {
        Store = store;
        Model = model;
        Data = data;
        current = Load(generation: 1);
    }

    /// <summary>Raised after the snapshot was replaced, by whatever thread did it.</summary>
    public event Action? Changed;

    public IAlbumStore Store { get; }

    public AlbumModel Model { get; }

    /// <summary>The data set that the faces are images of; null in an album of photos.</summary>
    public LabelledData? Data { get; }

    /// <summary>What the album is called: a data set's name, or the file's.</summary>
    public string Name => Data?.Name ?? Path.GetFileName(Store.Location);

    /// <summary>What may be said of a face, in the order of the digits.</summary>
    public IReadOnlyList<string> Choices => Data?.Classes ?? Model.Classes;

    public AlbumSnapshot Current => current;

    /// <summary>Loads the faces anew.</summary>
    public void Reload()
    {
        lock (gate)
        {
            current = Load(current.Generation + 1);
        }

        Changed?.Invoke();
    }

    /// <summary>Loads the model that embedded this album.</summary>
    /// <exception cref="QueryException">The file holds another one by now.</exception>
    /// <exception cref="CountenanceException">There is no model in it.</exception>
    public FaceEmbedder LoadEmbedder(string file)
    {
        var loaded = FaceEmbedder.Load(file);
        if (loaded.Digest != Model.Digest)
        {
            loaded.Dispose();
            throw new QueryException($"{file} is not the model that embedded this album.");
        }

        return loaded;
    }

    /// <summary>Stores what a person says of faces of the snapshot: of all of them, or of none.</summary>
    /// <exception cref="Countenance.Album.AlbumException">A face is no longer there.</exception>
    public IReadOnlyList<Correction> Correct(IEnumerable<long> faces, string label) =>
        Say(() => Store.Correct([.. faces], label, DateTime.UtcNow));

    /// <summary>Takes corrections back, all or none.</summary>
    public IReadOnlyList<Correction> Undo(IEnumerable<long> corrections) =>
        Say(() => Store.Undo([.. corrections], DateTime.UtcNow));

    private AlbumSnapshot Load(int generation) =>
        new(AlbumIndex.Load(Store, Model), new CorrectedLabels(Store.Corrections()), generation, Data);

    private IReadOnlyList<Correction> Say(Func<IReadOnlyList<Correction>> say)
    {
        IReadOnlyList<Correction> said;
        lock (gate)
        {
            said = say();
            current = current.Relabel(new CorrectedLabels(Store.Corrections()));
        }

        Changed?.Invoke();
        return said;
    }
}
