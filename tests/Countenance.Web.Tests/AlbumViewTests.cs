using Countenance.Album;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

public class AlbumViewTests(SampleAlbum sample)
{
    [Fact]
    public async Task What_is_said_of_many_faces_is_said_of_all_or_of_none()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        AlbumFace[] faces = [.. album.Faces()[..2]];

        Assert.Throws<AlbumException>(() => view.Correct([faces[0].Id, long.MaxValue], "anger"));
        Assert.Empty(album.Store.Corrections());
        Assert.Equal(2, view.Correct(faces.Select(face => face.Id), "anger").Count);
        Assert.Equal("anger", view.Current.Index.Faces[0].Expression);
    }

    [Fact]
    public async Task What_is_said_leaves_rows_folders_and_orders_as_they_are()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        AlbumSnapshot before = view.Current;

        view.Correct([album.Faces()[0].Id], "anger");

        Assert.NotSame(before, view.Current);
        Assert.Same(before.Folders, view.Current.Folders);
        Assert.All(Enum.GetValues<FaceOrder>(), order => Assert.Same(before.Ranked(order), view.Current.Ranked(order)));
        view.Reload();
        Assert.NotSame(before.Folders, view.Current.Folders);
    }

    [Theory]
    [InlineData(FaceOrder.Typical, null)]
    [InlineData(FaceOrder.Unusual, "anger")]
    [InlineData(FaceOrder.Newest, "anger")]
    public async Task Faces_are_listed_in_the_order_of_the_index(FaceOrder order, string? expression)
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var groups = new FaceGroups(view);
        var lists = new FaceLists(view, groups);
        lists.Rows(view.Current, new FaceQuery { Order = order });
        view.Correct(album.Faces()[..9].Select(face => face.Id), "anger");
        AlbumSnapshot now = view.Current;

        IReadOnlyList<int> rows = lists.Rows(now, new FaceQuery { Order = order, Expression = expression });

        var filter = new FaceFilter { Expression = expression };
        Assert.Equal(now.Index.Ranked(order, now.Index.Faces.Count, filter).Select(hit => hit.Index), rows);
    }

    [Fact]
    public async Task The_overview_shows_the_most_typical_faces_of_each_expression()
    {
        await using ServedAlbum album = await sample.ServeAsync();

        string page = await album.Client.GetStringAsync("/");

        foreach (IGrouping<int, AlbumFace> expression in album.Faces().GroupBy(face => face.Embedding.Class))
        {
            string[] faces =
            [
                .. expression.OrderByDescending(face => face.Embedding.LogLikelihood).Select(face => $"/faces/{face.Id}/thumbnail"),
            ];
            Assert.All(faces.Take(7), face => Assert.Contains($"\"{face}\"", page, StringComparison.Ordinal));
            Assert.All(faces.Skip(7), face => Assert.DoesNotContain($"\"{face}\"", page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_expression_beyond_the_last_number_of_the_scripts_does_not_confirm_a_face()
    {
        using var folder = new TemporaryFolder();
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        AlbumModel model = store.AddModel("digest", "model", 2, [.. Enumerable.Range(0, 300).Select(i => $"e{i}")]);
        var file = new FoundFile("photo", 1, DateTime.UnixEpoch);
        var face = new IndexedFace(
            new FaceRegion(0, 0, 1, 1),
            [],
            1,
            1,
            [1],
            new byte[IndexedFace.CropSize * IndexedFace.CropSize],
            new FaceEmbedding([0, 0], new float[300], 299, 0.5, -1));
        string hash = new('a', 64);
        store.Enqueue([file]);
        store.Save([new ProcessedFile(file, hash, new IndexedPhoto(hash, 1, 48, 48, null, 0, "made up", null, [face]))], model.Id);

        uint facts = new AlbumView(store, model).Current.Words(0)[2];

        Assert.Equal(255u, facts & 255);
        Assert.Equal(0u, (facts >> 8) & 1);
    }
}
