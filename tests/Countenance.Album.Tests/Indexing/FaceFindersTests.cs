using Countenance.Album.Indexing;

namespace Countenance.Album.Tests.Indexing;

public class FaceFindersTests
{
    [Fact]
    public void A_finder_is_known_by_the_photos_it_searched_in_whatever_version()
    {
        foreach (FaceFinderEntry entry in FaceFinders.All)
        {
            IFaceFinder finder = entry.Create();
            using var owned = finder as IDisposable;
            Assert.Same(entry, FaceFinders.OfPhotos(finder.Name));
            Assert.Same(entry, FaceFinders.OfPhotos(finder.Name + "00"));
        }

        Assert.Null(FaceFinders.OfPhotos("another 1"));
    }
}
