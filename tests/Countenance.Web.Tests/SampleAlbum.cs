using System.Net;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Album.Tests.Indexing;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Vision;

[assembly: AssemblyFixture(typeof(Countenance.Web.Tests.SampleAlbum))]

namespace Countenance.Web.Tests;

/// <summary>An album of drawn faces, indexed as any other; each test takes a copy.</summary>
public sealed class SampleAlbum : IAsyncLifetime
{
    public const int Count = 120;
    private const int Side = 48;

    private readonly TemporaryFolder folder = new();

    internal string ModelFile { get; private set; } = "";

    internal string Photos => folder["photos"];

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Photos);
        using ImageDataset faces = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Count, Size = Side });
        for (int i = 0; i < Count; i++)
        {
            var image = new Image(Side, Side, faces.Channels, faces.Pixels(i).ToArray());
            await File.WriteAllBytesAsync(Path.Combine(Photos, $"{i:000}.png"), ImageCodec.Encode(image, ImageFormat.Png));
        }

        ModelFile = TestModel.Write(folder["model.safetensors"]);
        using var embedder = FaceEmbedder.Load(ModelFile);
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        await new AlbumIndexer(store, new WholePictureFinder(), embedder).RunAsync([Photos]);
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A server of a copy of its own.</summary>
    internal Task<ServedAlbum> ServeAsync(string? token = null, IPAddress? host = null) => ServedAlbum.StartAsync(
        folder["album.db"], ModelFile, options => options with { Token = token, Host = host ?? options.Host });

    /// <summary>The same, which may index a folder.</summary>
    internal Task<ServedAlbum> ServeWithFolderAsync(string photos, FaceFinderEntry? finder = null) => ServedAlbum.StartAsync(
        folder["album.db"], ModelFile, options => options with { Folders = [photos], Finder = finder ?? options.Finder });
}
