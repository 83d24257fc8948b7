using System.Reflection;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Album.Tests.Indexing;

public class PhotoSearchTests
{
    // The codec's own exception: a picture that needs more memory than this machine has cannot be had in a test.
    [Fact]
    public void Want_of_memory_is_told_from_a_picture_that_is_too_large()
    {
        MethodInfo create = typeof(ImageCodec).GetMethod("OutOfMemory", BindingFlags.NonPublic | BindingFlags.Static)!;
        var error = (ImageException)create.Invoke(null, [9, 9, "/a.png", null])!;

        Assert.True(PhotoSearch.IsLackOfMemory(error));
        Assert.False(PhotoSearch.IsLackOfMemory(new ImageException(ImageError.TooLarge, "/a.png", "at most 100 pixels")));
        Assert.False(PhotoSearch.IsLackOfMemory(new ImageException(ImageError.Corrupt, "/a.png", "not enough memory in the header")));
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
