using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

/// <summary>Not a test: what <see cref="KilledIndexingTests"/> runs as a process of its own, to kill it.</summary>
public class IndexWorker
{
    public const string Variable = "COUNTENANCE_TEST_ALBUM";

    [Fact(Explicit = true)]
    public async Task Run()
    {
        string folder = Environment.GetEnvironmentVariable(Variable)
            ?? throw new InvalidOperationException($"{Variable} must name a folder.");
        using IAlbumStore store = AlbumStores.Open(Path.Combine(folder, "album.db"));
        using FaceEmbedder embedder = FaceEmbedder.Load(Path.Combine(folder, "model-5.safetensors"));
        var finder = new PastedFaceFinder { Latency = TimeSpan.FromMilliseconds(20) };
        await new AlbumIndexer(store, finder, embedder, new IndexOptions { Batch = 4, Queue = 4 })
            .RunAsync([Path.Combine(folder, "photos")], cancellation: TestContext.Current.CancellationToken);
    }
}
