using Countenance.Album.Storage;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

public sealed class PhotoFilesTests(SampleAlbum sample)
{
    [Fact]
    public async Task Of_several_copies_one_that_is_there_is_enough()
    {
        using var folder = new TemporaryFolder();
        await using ServedAlbum album = await sample.ServeAsync();
        AlbumModel model = album.Store.Models()[^1];
        AlbumFace face = album.Faces()[0];
        string[] copies = [folder["gone.png"], folder["there.png"]];
        File.Copy(face.Path, copies[1]);
        FoundFile[] found = [.. copies.Append(folder["edited.png"]).Select(path => new FoundFile(path, 7, DateTime.UtcNow))];
        await File.WriteAllTextAsync(folder["edited.png"], "edited", TestContext.Current.CancellationToken);
        album.Store.Enqueue(found);
        album.Store.Save([.. found.Select(file => new ProcessedFile(file, face.PhotoHash, null))], model.Id);
        album.Store.MarkGone([face.Path]);
        using var files = new PhotoFiles(new AlbumView(album.Store, model));

        (byte[] Contents, string Name)? original = await files.OriginalAsync(face.PhotoHash, TestContext.Current.CancellationToken);

        Assert.Equal("there.png", original?.Name);
        Assert.Equal(await File.ReadAllBytesAsync(copies[1], TestContext.Current.CancellationToken), original?.Contents);
    }
}
