using System.Diagnostics;
using System.Runtime.InteropServices;
using Countenance.Album.Storage;

namespace Countenance.Album.Tests.Indexing;

public sealed class KilledIndexingTests : IDisposable
{
    private const int Photos = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TestAlbum album = new();

    public void Dispose() => album.Dispose();

    [Fact]
    public async Task A_run_killed_again_and_again_loses_only_the_photos_under_way()
    {
        for (int i = 0; i < Photos; i++)
        {
            album.Write($"{i:00}.png", i, (7 * i) + 1);
        }

        using IAlbumStore store = album.Open();
        await KillAsync(store, afterPhotos: 5);
        await KillAsync(store, afterPhotos: 25);
        AlbumCounts killed = store.Counts();
        Assert.InRange(killed.Photos, 25, Photos - 1);
        Assert.Equal(Photos - killed.Photos, killed.Pending);
        Assert.Equal(2 * killed.Photos, killed.Faces);
        Assert.NotEmpty(store.Workers());

        var finder = new PastedFaceFinder();
        await album.IndexAsync(store, finder);

        Assert.Equal(killed.Pending, finder.Searched); // what was stored was not searched again
        using var whole = new TemporaryFolder();
        using IAlbumStore uninterrupted = AlbumStores.Open(whole["album.db"]);
        await album.IndexAsync(uninterrupted);
        Assert.Equal(TestAlbum.Faces(uninterrupted), TestAlbum.Faces(store));
        Assert.Equal(new AlbumCounts(Photos, 0, 0, Photos, 0, 2 * Photos), store.Counts());
        Assert.Equal(0, store.CountWithout(1));
        Dictionary<string, float[]> expected = Vectors(uninterrupted);
        Assert.All(Vectors(store), pair => Assert.All(
            pair.Value.Zip(expected[pair.Key]), values => Assert.Equal(values.First, values.Second, 1e-4f)));
    }

    private static Dictionary<string, float[]> Vectors(IAlbumStore store)
    {
        var vectors = new Dictionary<string, float[]>();
        store.VisitFaces(1, face => vectors.Add($"{face.PhotoHash} {face.Region}", face.Embedding.Vector));
        return vectors;
    }

    private async Task KillAsync(IAlbumStore store, int afterPhotos)
    {
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        string tests = Path.Combine(AppContext.BaseDirectory, "Countenance.Album.Tests.dll");
        var start = new ProcessStartInfo(
            host, [tests, "-explicit", "only", "-method", $"{typeof(IndexWorker).FullName}.{nameof(IndexWorker.Run)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [IndexWorker.Variable] = album.Folder.Root },
        };
        using Process worker = Process.Start(start)!;
        Task<string> output = worker.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        long started = Stopwatch.GetTimestamp();
        while (store.Counts().Photos < afterPhotos)
        {
            Assert.False(
                worker.HasExited || Stopwatch.GetElapsedTime(started) > Patience,
                $"Waited in vain for {afterPhotos} photos. {(worker.HasExited ? await output : "")}");
            await Task.Delay(3, TestContext.Current.CancellationToken);
        }

        await Task.Delay(Random.Shared.Next(60), TestContext.Current.CancellationToken);
        worker.Kill();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(0, worker.ExitCode);
    }
}
