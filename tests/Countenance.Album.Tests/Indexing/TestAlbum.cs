using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

/// <summary>A folder of made-up photos, a model and an album file.</summary>
internal sealed class TestAlbum : IDisposable
{
    public TestAlbum()
    {
        Embedder = TestModel.Load(Folder);
        Directory.CreateDirectory(Photos);
    }

    public TemporaryFolder Folder { get; } = new();

    public AlbumPages Pages { get; } = new();

    public FaceEmbedder Embedder { get; }

    public string Photos => Folder["photos"];

    public string AlbumFile => Folder["album.db"];

    public string Photo(string name) => Path.Combine(Photos, name);

    /// <summary>Writes a page of two cells side by side.</summary>
    public void Write(string name, params int[] faces) => Pages.Write(Photo(name), null, 2, 1, faces);

    public IAlbumStore Open() => AlbumStores.Open(AlbumFile);

    public async Task<IndexReport> IndexAsync(
        IAlbumStore store, PastedFaceFinder? finder = null, FaceEmbedder? embedder = null, IndexOptions? options = null) =>
        await new AlbumIndexer(store, finder ?? new PastedFaceFinder(), embedder ?? Embedder, options)
            .RunAsync([Photos], cancellation: TestContext.Current.CancellationToken);

    /// <summary>Every face as its file's name and its place, in order.</summary>
    public static string[] Faces(IAlbumStore store, int model = 0)
    {
        var faces = new List<string>();
        store.VisitFaces(
            store.Models()[model].Id, face => faces.Add($"{Path.GetFileName(face.Path)} {face.Region.Left:0.00} {face.Region.Top:0.00}"));
        return [.. faces.Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        Embedder.Dispose();
        Pages.Dispose();
        Folder.Dispose();
    }
}
