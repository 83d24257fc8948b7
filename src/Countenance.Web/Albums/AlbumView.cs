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
        current = new AlbumSnapshot(AlbumIndex.Load(store, model), store.Corrections(), generation: 1, data);
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
            current = new AlbumSnapshot(AlbumIndex.Load(Store, Model), Store.Corrections(), current.Generation + 1, Data);
        }

        Changed?.Invoke();
    }

    /// <summary>Stores what a person says of faces of the snapshot: of all of them, or of none.</summary>
    /// <exception cref="Countenance.Album.AlbumException">A face is no longer there.</exception>
    public IReadOnlyList<Correction> Correct(IEnumerable<long> faces, string label) =>
        Say(() => Store.Correct([.. faces], label, DateTime.UtcNow));

    /// <summary>Takes corrections back, all or none.</summary>
    public IReadOnlyList<Correction> Undo(IEnumerable<long> corrections) =>
        Say(() => Store.Undo([.. corrections], DateTime.UtcNow));

    private IReadOnlyList<Correction> Say(Func<IReadOnlyList<Correction>> say)
    {
        IReadOnlyList<Correction> said;
        lock (gate)
        {
            said = say();
            IReadOnlyList<Correction> all = Store.Corrections();
            current = new AlbumSnapshot(current.Index.Relabel(new CorrectedLabels(all)), all, current.Generation, Data);
        }

        Changed?.Invoke();
        return said;
    }
}
