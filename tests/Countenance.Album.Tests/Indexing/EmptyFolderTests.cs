using System.Threading.Channels;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

/// <summary>A folder where nothing is left: the disk of its photos may not be mounted.</summary>
public sealed class EmptyFolderTests : IDisposable
{
    private readonly TestAlbum album = new();

    public void Dispose() => album.Dispose();

    [Fact]
    public async Task An_empty_folder_of_known_photos_is_refused_and_they_stay()
    {
        using IAlbumStore store = await WithoutItsPhotoAsync("sub/a.png");

        AlbumException error = await Assert.ThrowsAsync<AlbumException>(() => album.IndexAsync(store));
        Assert.StartsWith($"{album.Photos}: the folder is empty", error.Message, StringComparison.Ordinal);
        Assert.Equal(["a.png 0.06 0.13"], TestAlbum.Faces(store));
    }

    [Fact]
    public async Task Photos_that_were_deleted_go_when_the_empty_folder_is_added_again()
    {
        using IAlbumStore store = await WithoutItsPhotoAsync("sub/a.png");

        Assert.Equal(1, (await album.IndexAsync(store, options: new IndexOptions { Again = true })).Gone);
        Assert.Empty(TestAlbum.Faces(store));
        Assert.Equal(0, (await album.IndexAsync(store)).Files); // nothing is known there any more
    }

    [Fact]
    public async Task A_folder_with_another_file_in_it_is_there()
    {
        using IAlbumStore store = await WithoutItsPhotoAsync("a.png");
        File.WriteAllText(album.Photo("notes.txt"), "notes");

        Assert.Equal(1, (await album.IndexAsync(store)).Gone);
        Assert.Empty(TestAlbum.Faces(store));
    }

    [Fact]
    public async Task A_watch_says_so_and_leaves_the_photos_alone()
    {
        using IAlbumStore store = await WithoutItsPhotoAsync("a.png");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watch = new AlbumWatch(new AlbumIndexer(store, new PastedFaceFinder(), album.Embedder), [album.Photos]);
        var runs = Channel.CreateUnbounded<IndexReport>();
        Task watching = watch.RunAsync(report => runs.Writer.TryWrite(report), cancellation: stop.Token);
        IndexReport first = await runs.Reader.ReadAsync(stop.Token).AsTask().WaitAsync(TimeSpan.FromMinutes(1), stop.Token);

        RefusedFile refused = Assert.Single(first.Refused);
        Assert.Equal(album.Photos, refused.Path);
        Assert.Contains("is its disk mounted?", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(0, first.Gone);
        Assert.Single(TestAlbum.Faces(store));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    // An album of one photo that is no longer in its folder.
    private async Task<IAlbumStore> WithoutItsPhotoAsync(string photo)
    {
        album.Write(photo, 1, -1);
        IAlbumStore store = album.Open();
        await album.IndexAsync(store);
        File.Delete(album.Photo(photo));
        return store;
    }
}
