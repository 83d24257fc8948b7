using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

public class PhotoSearchTests
{
    private static readonly string Hash = new('a', 64);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ImageError.OutOfMemory, true)]
    [InlineData(ImageError.TooLarge, false)]
    public void Want_of_memory_is_told_from_a_picture_that_is_too_large(ImageError why, bool expected)
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        var finder = new PastedFaceFinder { OnSearch = _ => throw new ImageException(why, "/a.png", "9 x 9 pixels") };
        IndexedPhoto photo = new PhotoSearch(finder).Run(encoded, Hash, "/a.png", Stop);

        Assert.Equal(("9 x 9 pixels", expected), (photo.Refusal, photo.IsRefusedForNow));
    }

    [Fact]
    public void A_finder_that_lacks_memory_refuses_the_photo_for_now()
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        var finder = new PastedFaceFinder { OnSearch = _ => throw new InsufficientMemoryException("full") };
        IndexedPhoto photo = new PhotoSearch(finder).Run(encoded, Hash, "/a.png", Stop);

        Assert.Equal(("not enough memory", true, 0), (photo.Refusal, photo.IsRefusedForNow, photo.Faces.Count));
    }

    [Fact]
    public void A_finder_that_fails_refuses_the_photo_for_now()
    {
        IndexedPhoto photo = Search(new InvalidOperationException("no eyes"));

        Assert.Equal(("the search for faces failed: no eyes", true, 0), (photo.Refusal, photo.IsRefusedForNow, photo.Faces.Count));
    }

    [Fact]
    public void What_would_befall_every_photo_is_no_refusal_of_one()
    {
        Assert.Throws<DllNotFoundException>(() => Search(new DllNotFoundException("a library is missing")));
        Assert.Throws<FaceWeightsException>(() => Search(new FaceWeightsException("/faces", "no such file")));
        Assert.Throws<ObjectDisposedException>(() => Search(new ObjectDisposedException("finder")));
    }

    [Fact]
    public void A_search_can_be_stopped_within_a_photo()
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        using var stop = new CancellationTokenSource();
        var finder = new PastedFaceFinder { OnSearch = _ => stop.Cancel() };

        Assert.Throws<OperationCanceledException>(() => new PhotoSearch(finder).Run(encoded, Hash, "/a.png", stop.Token));
    }

    private static IndexedPhoto Search(Exception failure)
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        return new PhotoSearch(new PastedFaceFinder { OnSearch = _ => throw failure }).Run(encoded, Hash, "/a.png", Stop);
    }
}
