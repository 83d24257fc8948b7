using Countenance.Album.Indexing;
using Countenance.Vision;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

/// <summary>Pictures that are searched by, without a server.</summary>
public sealed class PictureReaderTests(SampleAlbum sample)
{
    [Fact]
    public async Task The_model_stays_until_the_picture_under_way_is_embedded()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        byte[] picture = await File.ReadAllBytesAsync(album.Faces()[0].Path);
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        PictureReader reader = Reader(album, new HeldFaceFinder(gate, entered));
        Task<QueryPicture> reading = reader.ReadAsync(picture, CancellationToken.None);
        await entered.Task.WaitAsync(TimeSpan.FromMinutes(2));

        Task ending = Task.Run(reader.Dispose);
        await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(200)));

        Assert.False(ending.IsCompleted);
        gate.Set();
        Assert.Single((await reading).Faces);
        await ending;
    }

    [Fact]
    public async Task A_picture_on_which_the_search_fails_in_any_way_is_kept_with_the_reason()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        byte[] picture = await File.ReadAllBytesAsync(album.Faces()[0].Path);
        using PictureReader reader = Reader(album, new BrokenFaceFinder());
        var pictures = new QueryPictures(reader);

        QueryPicture read = await pictures.AddAsync(picture, CancellationToken.None);

        Assert.Equal("no such library", read.Problem);
        Assert.Same(read, pictures.Find(read.Key));
    }

    private PictureReader Reader(ServedAlbum album, IFaceFinder finder) => new(
        new AlbumView(album.Store, album.Store.Models()[^1]),
        new PageOptions { ModelFile = sample.ModelFile, Finder = new FaceFinderEntry("test", "what a test says", () => finder) });

    private sealed class BrokenFaceFinder : IFaceFinder
    {
        public string Name => "broken";

        public IReadOnlyList<FoundFace> Find(Image photo, CancellationToken cancellation = default) =>
            throw new DllNotFoundException("no such library");
    }
}
