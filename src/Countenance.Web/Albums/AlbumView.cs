using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>The album as the page shows it: a snapshot that is replaced as a whole when something is said of faces, or photos come.</summary>
internal sealed class AlbumView
{
    private readonly Lock gate = new();
    private volatile AlbumSnapshot current;

    public AlbumView(IAlbumStore store, AlbumModel model)
    {
        Store = store;
        Model = model;
        current = new AlbumSnapshot(AlbumIndex.Load(store, model), store.Corrections(), generation: 1);
    }

    /// <summary>Raised after the snapshot was replaced, by whatever thread did it.</summary>
    public event Action? Changed;

    public IAlbumStore Store { get; }

    public AlbumModel Model { get; }

    public AlbumSnapshot Current => current;

    /// <summary>Loads the faces anew.</summary>
    public void Reload()
    {
        lock (gate)
        {
            current = new AlbumSnapshot(AlbumIndex.Load(Store, Model), Store.Corrections(), current.Generation + 1);
        }

        Changed?.Invoke();
    }

    /// <summary>Stores what a person says of faces of the snapshot.</summary>
    /// <exception cref="Countenance.Album.AlbumException">A face is no longer there.</exception>
    public IReadOnlyList<Correction> Correct(IEnumerable<long> faces, string label) =>
        Say(faces, face => Store.Correct(face, label, DateTime.UtcNow));

    /// <summary>Takes corrections back.</summary>
    public IReadOnlyList<Correction> Undo(IEnumerable<long> corrections) =>
        Say(corrections, correction => Store.Undo(correction, DateTime.UtcNow));

    private List<Correction> Say(IEnumerable<long> numbers, Func<long, Correction> say)
    {
        var said = new List<Correction>();
        lock (gate)
        {
            try
            {
                foreach (long number in numbers)
                {
                    said.Add(say(number));
                }
            }
            finally
            {
                IReadOnlyList<Correction> all = Store.Corrections();
                current = new AlbumSnapshot(current.Index.Relabel(new CorrectedLabels(all)), all, current.Generation);
            }
        }

        Changed?.Invoke();
        return said;
    }
}
