using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

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

    [Fact]
    public void A_face_that_cannot_be_made_upright_is_passed_over()
    {
        var photo = new Image(100, 100, 3, new byte[30_000]);
        var aligner = new FaceAligner();
        var middle = new ImagePoint(0.5f, 0.5f);
        var flat = new DetectedFace(new FaceBox(0.4f, 0.4f, 0.2f, 0.2f), 0.9f, middle, middle, middle, middle);
        DetectedFace upright = flat with
        {
            RightEye = new ImagePoint(0.45f, 0.45f),
            LeftEye = new ImagePoint(0.55f, 0.45f),
            Mouth = new ImagePoint(0.5f, 0.55f),
        };

        Assert.Null(DetectedFaceFinder.Cut(photo, flat, aligner));
        Assert.Null(DetectedFaceFinder.Cut(photo, upright with { Mouth = new ImagePoint(float.NaN, 0.5f) }, aligner));
        Assert.Equal(IndexedFace.CropSize, DetectedFaceFinder.Cut(photo, upright, aligner)?.Crop.Width);
    }
}
