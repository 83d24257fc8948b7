using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Countenance.Album.Storage;

namespace Countenance.Web.Tests;

/// <summary>What comes in from a browser: corrections, pictures to search by.</summary>
public class WritingTests(SampleAlbum sample)
{
    [Fact]
    public async Task A_correction_is_kept_exported_and_taken_back()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        AlbumFace face = album.Faces()[3];

        using HttpResponseMessage said = await PostAsync(album, "/corrections", ("faces", Text(face.Id)), ("label", "anger"));
        long[] corrections = (await said.Content.ReadFromJsonAsync<long[]>())!;
        string labels = await album.Client.GetStringAsync("/labels.csv");
        using HttpResponseMessage undone = await PostAsync(album, "/corrections/undo", ("corrections", Text(corrections.Single())));

        Assert.Contains($"{face.Path},anger,", labels, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, undone.StatusCode);
        Assert.Equal(2, album.Store.Corrections().Count);
        Assert.Single((await album.Client.GetStringAsync("/labels.csv")).TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("999999", "anger")]
    [InlineData("1", "joy")]
    [InlineData("1;DROP TABLE faces", "anger")]
    [InlineData("", "anger")]
    public async Task What_cannot_be_said_is_refused(string faces, string label)
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await PostAsync(album, "/corrections", ("faces", faces), ("label", label));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(album.Store.Corrections());
    }

    [Theory]
    [InlineData("/corrections")]
    [InlineData("/corrections/undo")]
    [InlineData("/search/picture")]
    public async Task A_form_that_the_page_did_not_make_is_refused(string address)
    {
        await using ServedAlbum album = await sample.ServeAsync();
        using var form = new FormUrlEncodedContent([new("faces", "1"), new("label", "anger"), new("corrections", "1")]);

        using HttpResponseMessage answer = await album.Client.PostAsync(address, form);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(album.Store.Corrections());
    }

    [Fact]
    public async Task A_form_leads_back_only_into_the_page()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        string face = Text(album.Faces()[0].Id);

        using HttpResponseMessage inside = await BackAsync("/photo/a?face=1");
        using HttpResponseMessage outside = await BackAsync("//evil.example");

        Assert.Equal("/photo/a?face=1", inside.Headers.Location?.OriginalString);
        Assert.Null(outside.Headers.Location);

        Task<HttpResponseMessage> BackAsync(string back) =>
            PostAsync(album, "/corrections", ("faces", face), ("label", "fear"), ("back", back));
    }

    [Fact]
    public async Task A_picture_finds_the_faces_most_like_it()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        AlbumFace face = album.Faces()[5];

        using HttpResponseMessage answer = await SendAsync(album, await File.ReadAllBytesAsync(face.Path));
        string found = await album.Client.GetStringAsync(answer.Headers.Location);

        Assert.StartsWith("/search?picture=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Contains("The nearest faces of the album", found, StringComparison.Ordinal);
        Assert.DoesNotContain($"/photo/{face.PhotoHash}", found, StringComparison.Ordinal); // not itself
    }

    [Fact]
    public async Task What_is_no_picture_is_told_so()
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await SendAsync(album, "<svg onload='alert(1)'/>"u8.ToArray());
        string page = await album.Client.GetStringAsync(answer.Headers.Location);

        Assert.Contains("not a PNG, JPEG, TIFF, BMP or WebP image", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((1 << 20) + 1)] // more than a picture may have
    [InlineData(8 << 20)] // more than a request may have
    public async Task A_picture_that_is_too_large_is_refused(int length)
    {
        await using ServedAlbum album = await sample.ServeAsync();
        try
        {
            using HttpResponseMessage answer = await SendAsync(album, new byte[length]);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        catch (HttpRequestException)
        {
            // The server may close the connection while the client is still writing.
        }

        using HttpResponseMessage still = await album.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Theory]
    [InlineData("/search")]
    [InlineData("/error/413")]
    public async Task How_large_a_picture_may_be_is_told_as_it_was_chosen(string address)
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await album.Client.GetAsync(address);

        Assert.Contains(" 1 MiB", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(ServedAlbum album, string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Headers.Add("X-Forgery-Token", await album.ForgeryTokenAsync());
        return await album.Client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> SendAsync(ServedAlbum album, byte[] picture)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "picture", "picture.png" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/search/picture") { Content = form };
        request.Headers.Add("X-Forgery-Token", await album.ForgeryTokenAsync());
        return await album.Client.SendAsync(request);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
