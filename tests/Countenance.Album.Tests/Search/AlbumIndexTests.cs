using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Album.Tests.Indexing;
using Countenance.Album.Tests.Storage;
using Countenance.Album.Tests.Summaries;

namespace Countenance.Album.Tests.Search;

public sealed class AlbumIndexTests : IDisposable
{
    private readonly SampleIndex sample = new();

    public AlbumIndexTests()
    {
        sample
            .Add(0, 0, expression: 0, seconds: 0, look: 1, likelihood: -5)
            .Add(1, 0, expression: 0, seconds: 86400, look: 2, likelihood: -1)
            .Add(0, 2, expression: 1, seconds: 2 * 86400, look: 3, likelihood: -9)
            .Add(0, 3, expression: 1, seconds: 3 * 86400, look: 4, likelihood: -2);
    }

    public void Dispose() => sample.Dispose();

    [Fact]
    public void The_nearest_faces_come_with_their_distances()
    {
        IReadOnlyList<FaceHit> hits = sample.Load().Nearest([0, 2.1f, 0], 3);

        Assert.Equal(["003", "004", "001"], Names(hits));
        Assert.Equal(0.1, hits[0].Distance!.Value, 1e-6);
        Assert.Equal("happiness", hits[0].Face.Expression);
        Assert.Empty(hits[0].Face.Face.Embedding.Vector);
    }

    [Fact]
    public void Filters_let_pass_what_they_say()
    {
        AlbumIndex index = sample.Load();
        float[] query = [0, 2.1f, 0];

        Assert.Equal(["001", "002"], Names(index.Nearest(query, 9, new FaceFilter { Expression = "neutral" })));
        Assert.Equal(["003", "002"], Names(index.Nearest(
            query, 9, new FaceFilter { From = new DateTime(2024, 6, 2), Until = new DateTime(2024, 6, 4) })));
        Assert.Equal(["004", "001", "002"], Names(index.Nearest(query, 9, new FaceFilter { NotPhoto = Samples.Hash(3) })));
        Assert.Equal(4, index.Nearest(query, 9, new FaceFilter { Folder = "/photos/" }).Count);
        Assert.Empty(index.Nearest(query, 9, new FaceFilter { Folder = "/photo" }));
        Assert.Equal(4, index.Nearest(query, 9, new FaceFilter { Folder = "/" }).Count);
    }

    [Fact]
    public void A_photo_lies_in_the_folder_of_each_of_its_copies()
    {
        AlbumIndex before = sample.Load();
        FoundFile copy = Samples.File("/trip/copy.jpg");
        sample.Store.Enqueue([copy]);
        sample.Store.Save([new ProcessedFile(copy, Samples.Hash(3), null)], before.Model.Id);
        AlbumIndex index = AlbumIndex.Load(sample.Store, before.Model, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(["003"], Names(index.Ranked(FaceOrder.Newest, 9, new FaceFilter { Folder = "/trip" })));
        Assert.Equal(4, index.Ranked(FaceOrder.Newest, 9, new FaceFilter { Folder = "/photos" }).Count);
    }

    [Fact]
    public void Faces_are_ranked_by_likelihood_or_time()
    {
        AlbumIndex index = sample.Load();

        Assert.Equal(["002", "004", "001", "003"], Names(index.Ranked(FaceOrder.Typical, 9)));
        Assert.Equal(["003", "004"], Names(index.Ranked(FaceOrder.Unusual, 9, new FaceFilter { Expression = "happiness" })));
        Assert.Equal(["004", "003"], Names(index.Ranked(FaceOrder.Newest, 2)));
    }

    [Fact]
    public void What_a_person_said_counts_for_more_than_the_model()
    {
        AlbumIndex before = sample.Load();
        sample.Store.Correct(before.Faces[0].Face.Id, "happiness", DateTime.UtcNow);
        AlbumIndex after = AlbumIndex.Load(sample.Store, before.Model, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(("happiness", true), (after.Faces[0].Expression, after.Faces[0].IsConfirmed));
        Assert.Equal(("neutral", false), (after.Faces[1].Expression, after.Faces[1].IsConfirmed));
        Assert.Equal(["002"], Names(after.Ranked(FaceOrder.Typical, 9, new FaceFilter { Expression = "neutral" })));
    }

    [Fact]
    public void Faces_that_come_while_an_album_is_loaded_are_loaded_too()
    {
        AlbumModel model = sample.Load().Model;
        IAlbumStore busy = InterceptedStore.Of(sample.Store, call =>
        {
            if (call == nameof(IAlbumStore.VisitFaces))
            {
                Samples.Fill(sample.Store, ("/photos/005.jpg", Samples.Photo(5, Samples.Face(0.5f))));
            }
        });
        AlbumIndex grown = AlbumIndex.Load(busy, model, cancellation: TestContext.Current.CancellationToken);
        sample.Store.MarkGone(["/photos/001.jpg"]);
        AlbumIndex shrunk = AlbumIndex.Load(sample.Store, model, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((5, 5), (grown.Faces.Count, grown.Embeddings.Count));
        Assert.Equal(Samples.Embedding(0.5f).Vector, grown.Embeddings[4].ToArray());
        Assert.Equal((4, 4), (shrunk.Faces.Count, shrunk.Embeddings.Count));
        Assert.Equal(Samples.Embedding(0.5f).Vector, shrunk.Embeddings[3].ToArray());
    }

    [Fact]
    public void An_index_holds_the_faces_that_its_model_has_embedded()
    {
        AlbumModel first = sample.Load().Model;
        AlbumModel other = sample.Store.AddModel(new string('b', 64), "other", 2, first.Classes);
        long face = sample.Store.FacesWithout(other.Id, 1)[0].Face;
        sample.Store.SaveEmbeddings(other.Id, [(face, new FaceEmbedding([1, 2], [1, 0], 0, 1, 0))]);
        AlbumIndex index = AlbumIndex.Load(sample.Store, other, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(face, Assert.Single(index.Faces).Face.Id);
        Assert.Equal([1f, 2f], index.Embeddings.Values);
    }

    private static IEnumerable<string> Names(IReadOnlyList<FaceHit> hits) =>
        hits.Select(hit => Path.GetFileNameWithoutExtension(hit.Face.Face.Path));
}
