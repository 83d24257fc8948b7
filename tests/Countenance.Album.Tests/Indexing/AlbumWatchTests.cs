using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

public sealed class AlbumWatchTests : IDisposable
{
    private readonly TestAlbum album = new();

    public void Dispose() => album.Dispose();

    [Fact]
    public async Task A_watch_rests_though_the_album_lies_in_its_folder_and_hears_of_pictures_in_new_folders()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = AlbumStores.Open(album.Photo("album.db"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watch = new AlbumWatch(
            new AlbumIndexer(store, new PastedFaceFinder(), album.Embedder),
            [album.Photos],
            new WatchOptions { Quiet = TimeSpan.FromMilliseconds(50), Sweep = TimeSpan.FromHours(1) });
        var runs = System.Threading.Channels.Channel.CreateUnbounded<IndexReport>();
        Task watching = watch.RunAsync(report => runs.Writer.TryWrite(report), cancellation: stop.Token);
        await runs.Reader.ReadAsync(stop.Token);

        await Task.Delay(TimeSpan.FromSeconds(2), stop.Token);
        Assert.False(runs.Reader.TryRead(out _));

        Directory.CreateDirectory(album.Photo("new"));
        Assert.Equal(1, (await NextAsync()).Files);
        album.Write("new/b.png", 2, -1);
        while ((await NextAsync()).Files < 2)
        {
            // A picture that is only half written is heard of twice.
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        Task<IndexReport> NextAsync() => runs.Reader.ReadAsync(stop.Token).AsTask().WaitAsync(TimeSpan.FromMinutes(1), stop.Token);
    }

    [Fact]
    public async Task A_watch_takes_up_what_comes_and_goes()
    {
        album.Write("a.png", 1, -1);
        using IAlbumStore store = album.Open();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watch = new AlbumWatch(
            new AlbumIndexer(store, new PastedFaceFinder(), album.Embedder),
            [album.Photos],
            new WatchOptions { Quiet = TimeSpan.FromMilliseconds(50), Sweep = TimeSpan.FromSeconds(3) });
        var runs = System.Threading.Channels.Channel.CreateUnbounded<IndexReport>();
        Task watching = watch.RunAsync(report => runs.Writer.TryWrite(report), cancellation: stop.Token);
        await runs.Reader.ReadAsync(stop.Token);

        album.Write("new/b.png", 2, -1);
        await UntilAsync(() => TestAlbum.Faces(store).Length == 2);
        File.Delete(album.Photo("a.png"));
        await UntilAsync(() => TestAlbum.Faces(store) is ["b.png 0.06 0.13"]);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);

        async Task UntilAsync(Func<bool> condition)
        {
            while (!condition())
            {
                await runs.Reader.ReadAsync(stop.Token).AsTask().WaitAsync(TimeSpan.FromMinutes(1), stop.Token);
            }
        }
    }
}
