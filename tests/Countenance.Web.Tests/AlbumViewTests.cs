using Countenance.Album;
using Countenance.Album.Storage;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

public class AlbumViewTests(SampleAlbum sample)
{
    [Fact]
    public async Task What_is_said_of_many_faces_is_said_of_all_or_of_none()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        AlbumFace[] faces = [.. album.Faces()[..2]];

        Assert.Throws<AlbumException>(() => view.Correct([faces[0].Id, long.MaxValue], "anger"));
        Assert.Empty(album.Store.Corrections());
        Assert.Equal(2, view.Correct(faces.Select(face => face.Id), "anger").Count);
        Assert.Equal("anger", view.Current.Index.Faces[0].Expression);
    }
}
