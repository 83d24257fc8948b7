using System.Collections.Concurrent;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Microsoft.Data.Sqlite;

namespace Countenance.Album.Tests.Indexing;

/// <summary>What goes wrong, or comes from elsewhere, while a run is under way.</summary>
public sealed class IndexFailureTests : IDisposable
{
    private readonly TestAlbum album = new();

    public void Dispose() => album.Dispose();

    [Fact]
    public async Task A_photo_on_which_the_finder_fails_is_refused_and_the_run_goes_on()
    {
        album.Write("a.png", 1, -1);
        album.Write("b.png", 2, -1);
        using IAlbumStore store = album.Open();
        var finder = new PastedFaceFinder
        {
            OnSearch = number =>
            {
                if (number == 0)
                {
                    throw new InvalidOperationException("no eyes");
                }
            },
        };
        IndexReport report = await album.IndexAsync(store, finder, options: new IndexOptions { Workers = 1 });

        Assert.Equal([new RefusedFile(album.Photo("a.png"), "the search for faces failed: no eyes")], report.Refused);
        Assert.Equal(["b.png 0.06 0.13"], TestAlbum.Faces(store));
        await album.IndexAsync(store); // tries it again
        Assert.Equal(["a.png 0.06 0.13", "b.png 0.06 0.13"], TestAlbum.Faces(store));
        Assert.Empty(store.Refused());
    }

    [Fact]
    public async Task Of_two_failures_the_first_is_told_with_its_own_trace()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        var finder = new PastedFaceFinder { OnSearch = _ => throw new DllNotFoundException("a library is missing") };
        IAlbumStore failing = InterceptedStore.Of(store, call =>
        {
            if (call == nameof(IAlbumStore.ReleaseClaims))
            {
                throw new AlbumException("album.db", "it is locked");
            }
        });

        var error = await Assert.ThrowsAsync<DllNotFoundException>(() => album.IndexAsync(failing, finder));
        Assert.Equal("a library is missing", error.Message);
        Assert.Contains($"{nameof(PastedFaceFinder)}.{nameof(PastedFaceFinder.Find)}", error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_stores_nothing_does_not_look_for_faces_to_embed()
    {
        album.Write("a.png", 1, 2);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        var calls = new ConcurrentQueue<string>();
        await album.IndexAsync(InterceptedStore.Of(store, calls.Enqueue));

        Assert.NotEmpty(calls);
        Assert.DoesNotContain(nameof(IAlbumStore.FacesWithout), calls);
    }

    [Fact]
    public async Task A_face_that_another_worker_leaves_behind_is_embedded_in_the_same_run()
    {
        album.Write("a.png", 1, 2);
        using IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        using FaceEmbedder other = TestModel.Load(album.Folder, seed: 9);
        int batches = 0;
        IAlbumStore busy = InterceptedStore.Of(store, call =>
        {
            if (call == nameof(IAlbumStore.FacesWithout) && ++batches == 3) // both faces are embedded
            {
                Execute("DELETE FROM embeddings WHERE model = 2 AND face = (SELECT MIN(id) FROM faces)");
            }
        });
        await album.IndexAsync(busy, embedder: other, options: new IndexOptions { Batch = 1 });

        Assert.True(batches > 3);
        Assert.Equal(0, store.CountWithout(2));
        Assert.Equal(2, TestAlbum.Faces(store, model: 1).Length);
    }

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={album.AlbumFile};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
