using Countenance.Album.Storage;
using Countenance.Album.Tests.Summaries;

namespace Countenance.Album.Tests.Storage;

public class AlbumFaceTests
{
    [Fact]
    public void A_photo_without_a_time_of_its_own_has_that_of_its_file_on_this_machines_clock()
    {
        using SampleIndex sample = new SampleIndex().Add(0, 0, 0, seconds: null, look: 1).Add(0, 0, 0, seconds: 5, look: 2);
        AlbumFace[] faces = [.. sample.Load().Faces.Select(face => face.Face)];
        var kolkata = TimeZoneInfo.CreateCustomTimeZone("Test", new TimeSpan(5, 30, 0), "Test", "Test");

        Assert.Equal(faces[0].Modified + new TimeSpan(5, 30, 0), faces[0].TimeIn(kolkata));
        Assert.Equal(faces[0].Modified.ToLocalTime(), faces[0].Time);
        Assert.Equal(faces[1].Taken, faces[1].TimeIn(kolkata));
        Assert.All(faces, face => Assert.Equal(DateTimeKind.Unspecified, face.Time.Kind));
    }
}
