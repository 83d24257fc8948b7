using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Album.Tests.Storage;

namespace Countenance.Album.Tests.Summaries;

/// <summary>An album of faces whose places in the embedding, times and looks are said one by one, kept in a file.</summary>
internal sealed class SampleIndex : IDisposable
{
    private static readonly DateTime Start = new(2024, 6, 1, 12, 0, 0);

    private readonly TemporaryFolder folder = new();
    private readonly List<(string Path, IndexedPhoto Photo)> photos = [];

    public SampleIndex()
    {
        Store = AlbumStores.Open(folder["album.db"]);
    }

    public IAlbumStore Store { get; }

    public TemporaryFolder Folder => folder;

    /// <summary>Adds a photo of one face: embedding (x, y), expression 0 or 1, seconds since noon (null: no EXIF), look, sharpness.</summary>
    public SampleIndex Add(float x, float y, int expression, double? seconds, ulong look, double sharpness = 10, double likelihood = 0)
    {
        int number = photos.Count + 1;
        var embedding = new FaceEmbedding([x, y, 0], [1 - expression, expression], expression, 0.5, likelihood);
        IndexedFace face = Samples.Face(0.5f) with { Sharpness = sharpness, Embedding = embedding };
        DateTime? taken = seconds is { } after ? Start.AddSeconds(after) : null;
        photos.Add(($"/photos/{number:000}.jpg", Samples.Photo(number, face) with { Taken = taken, Look = look }));
        return this;
    }

    public AlbumIndex Load() => AlbumIndex.Load(Store, Samples.Fill(Store, [.. photos]));

    public void Dispose()
    {
        Store.Dispose();
        folder.Dispose();
    }
}
