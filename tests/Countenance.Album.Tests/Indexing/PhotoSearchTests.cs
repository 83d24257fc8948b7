using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

public class PhotoSearchTests
{
    [Theory]
    [InlineData(ImageError.OutOfMemory, true)]
    [InlineData(ImageError.TooLarge, false)]
    public void Want_of_memory_is_told_from_a_picture_that_is_too_large(ImageError why, bool expected)
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        var finder = new PastedFaceFinder { OnSearch = _ => throw new ImageException(why, "/a.png", "9 x 9 pixels") };
        IndexedPhoto photo = new PhotoSearch(finder).Run(encoded, new string('a', 64), "/a.png");

        Assert.Equal(("9 x 9 pixels", expected), (photo.Refusal, photo.LacksMemory));
    }

    [Fact]
    public void A_finder_that_lacks_memory_refuses_the_photo_for_now()
    {
        using var pages = new AlbumPages();
        byte[] encoded = ImageCodec.Encode(pages.Draw(1, 1, 1), ImageFormat.Png);
        var finder = new PastedFaceFinder { OnSearch = _ => throw new InsufficientMemoryException("full") };
        IndexedPhoto photo = new PhotoSearch(finder).Run(encoded, new string('a', 64), "/a.png");

        Assert.Equal(("not enough memory", true, 0), (photo.Refusal, photo.LacksMemory, photo.Faces.Count));
    }
}
