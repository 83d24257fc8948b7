using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Album.Tests.Indexing;
using Countenance.Auditing;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;

[assembly: AssemblyFixture(typeof(Countenance.Web.Tests.SampleData))]

namespace Countenance.Web.Tests;

/// <summary>A labelled data set of drawn faces as the page opens it; each test takes a copy of its album.</summary>
public sealed class SampleData : IAsyncLifetime
{
    public const int Count = 120;

    private readonly TemporaryFolder folder = new();

    internal ImageDataset Images { get; private set; } = null!;

    private string ModelFile => folder["model.safetensors"];

    public ValueTask InitializeAsync()
    {
        Images = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Count, Size = 48 });
        TestModel.Write(ModelFile);
        using var embedder = FaceEmbedder.Load(ModelFile);
        using IAlbumStore store = AlbumStores.Open(folder["data.db"]);
        new DatasetIndexer(Images).Run(store, embedder);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Images.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A server of a copy of its own.</summary>
    internal Task<ServedAlbum> ServeAsync(IReadOnlyList<Suspect>? suspects = null) =>
        ServedAlbum.StartAsync(folder["data.db"], ModelFile, options => options with { Data = new LabelledData(Images, suspects) });
}
