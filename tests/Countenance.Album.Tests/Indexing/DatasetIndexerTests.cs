using Countenance.Album.Indexing;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;

namespace Countenance.Album.Tests.Indexing;

/// <summary>A labelled data set as an album.</summary>
public sealed class DatasetIndexerTests : IDisposable
{
    private const int Images = 40;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder folder = new();
    private readonly FaceEmbedder embedder;
    private readonly ImageDataset dataset = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Images, Size = 48 });

    public DatasetIndexerTests() => embedder = TestModel.Load(folder);

    public void Dispose()
    {
        dataset.Dispose();
        embedder.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Every_image_is_a_face_under_its_own_name_embedded_from_its_pixels()
    {
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);

        AlbumModel model = new DatasetIndexer(dataset).Run(store, embedder, null, Stop);

        AlbumFace[] faces = Faces(store, model);
        IReadOnlyList<FaceEmbedding> direct = embedder.Embed(dataset, null, Stop);
        Assert.Equal(dataset.Names, faces.Select(face => face.Path));
        Assert.All(faces.Zip(direct), pair => Assert.Equal(pair.Second.Vector, pair.First.Embedding.Vector));
        Assert.All(faces.Zip(direct), pair => Assert.Equal(pair.Second.Class, pair.First.Embedding.Class));
        Assert.All(faces, face => Assert.NotNull(store.Thumbnail(face.Id)));
        Assert.Equal((Images, 0L), (store.Counts().Files, store.Counts().Pending));
    }

    [Fact]
    public void A_run_that_was_stopped_goes_on_and_a_second_one_embeds_nothing()
    {
        using ImageDataset many = SyntheticFaces.Create(new SyntheticFacesOptions { Count = 700, Size = 32 }, Stop);
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        using var stop = new CancellationTokenSource();
        var steps = new List<int>();
        var progress = new Steps(value =>
        {
            steps.Add(value);
            if (value > 0)
            {
                stop.Cancel();
            }
        });

        Assert.Throws<OperationCanceledException>(() => new DatasetIndexer(many).Run(store, embedder, progress, stop.Token));
        Assert.Equal([0, 512], steps);
        Assert.Equal(512, store.Counts().Faces);

        steps.Clear();
        AlbumModel model = new DatasetIndexer(many).Run(store, embedder, new Steps(steps.Add), Stop);
        Assert.Equal([512, 700], steps);
        Assert.Equal(700, Faces(store, model).Select(face => face.Path).Distinct().Count());

        steps.Clear();
        new DatasetIndexer(many).Run(store, embedder, new Steps(steps.Add), Stop);
        Assert.Empty(steps);
    }

    [Fact]
    public void Another_model_embeds_the_same_faces_and_what_was_said_stays()
    {
        using FaceEmbedder other = TestModel.Load(folder, seed: 6);
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        AlbumModel first = new DatasetIndexer(dataset).Run(store, embedder, null, Stop);
        store.Correct(Faces(store, first)[3].Id, "anger", DateTime.UnixEpoch);

        AlbumModel second = new DatasetIndexer(dataset).Run(store, other, null, Stop);

        Assert.Equal(Faces(store, first).Select(face => face.Id), Faces(store, second).Select(face => face.Id));
        Assert.Equal(
            other.Embed(dataset, null, Stop)[7].Vector, Faces(store, second)[7].Embedding.Vector);
        Assert.Equal("anger", AlbumIndex.Load(store, second, cancellation: TestContext.Current.CancellationToken).Faces[3].Expression);
    }

    [Fact]
    public void The_key_goes_by_names_and_pixels_and_not_by_labels()
    {
        using ImageDataset relabelled = dataset.WithLabels([.. dataset.Labels.Select(_ => 0)]);
        using ImageDataset others = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Images, Size = 48, Seed = 2 }, Stop);

        Assert.Equal(new DatasetIndexer(dataset).Key, new DatasetIndexer(relabelled).Key);
        Assert.NotEqual(new DatasetIndexer(dataset).Key, new DatasetIndexer(others).Key);
    }

    [Fact]
    public void An_album_of_other_faces_is_refused_and_left_alone()
    {
        using FaceEmbedder other = TestModel.Load(folder, seed: 6);
        using ImageDataset others = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Images, Size = 48, Seed = 2 }, Stop);
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        new DatasetIndexer(others).Run(store, embedder, null, Stop);

        var error = Assert.Throws<AlbumException>(
            () => new DatasetIndexer(dataset).Run(store, other, null, Stop));

        Assert.Contains("holds other faces", error.Message, StringComparison.Ordinal);
        Assert.Single(store.Models());
    }

    [Fact]
    public void Names_of_a_data_set_are_folders_of_their_own()
    {
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        AlbumModel model = new DatasetIndexer(dataset).Run(store, embedder, null, Stop);
        string inside = Path.GetDirectoryName(dataset.Names[0])!;
        var index = AlbumIndex.Load(store, model, cancellation: TestContext.Current.CancellationToken);

        int expected = dataset.Names.Count(name => name.StartsWith(inside + "/", StringComparison.Ordinal));
        Assert.Equal(expected, index.Ranked(FaceOrder.Typical, Images, new FaceFilter { Folder = inside }).Count);
        Assert.Empty(index.Ranked(FaceOrder.Typical, Images, new FaceFilter { Folder = "elsewhere" }));
    }

    private static AlbumFace[] Faces(IAlbumStore store, AlbumModel model)
    {
        var faces = new List<AlbumFace>();
        store.VisitFaces(model.Id, faces.Add);
        return [.. faces];
    }

    private sealed class Steps(Action<int> told) : IProgress<int>
    {
        public void Report(int value) => told(value);
    }
}
