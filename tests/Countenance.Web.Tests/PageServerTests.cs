using System.Globalization;
using System.Net;
using Countenance.Album.Storage;

namespace Countenance.Web.Tests;

/// <summary>What the server gives, and what it does not.</summary>
public class PageServerTests(SampleAlbum sample)
{
    private const string Nothing = "There is nothing here";

    [Theory]
    [InlineData("/", "Expressions")]
    [InlineData("/faces?expression=happiness&order=unusual", "Happiness")]
    [InlineData("/map", "Map")]
    [InlineData("/groups", "Groups")]
    [InlineData("/review", "Review")]
    [InlineData("/search", "Search by a picture")]
    [InlineData("/indexing", "Photos")]
    [InlineData("/about", "How it must not be used")]
    public async Task Pages_come_with_their_heading_and_load_nothing_from_elsewhere(string address, string heading)
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await album.Client.GetAsync(address);
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(heading, page, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal); // the policy would refuse it
        Assert.StartsWith("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/../../etc/passwd", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/photos/..%2f..%2fetc%2fpasswd/picture", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/photos/%2fetc%2fpasswd/original", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/page.css/../../PageServer.cs", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/faces/999999/thumbnail", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/face/999999", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/photo/abc", HttpStatusCode.NotFound, Nothing)]
    [InlineData("/faces?expression=joy", HttpStatusCode.BadRequest, "There is no expression")]
    [InlineData("/faces?from=yesterday", HttpStatusCode.BadRequest, "A day must be written yyyy-MM-dd. Got yesterday.")]
    [InlineData("/faces?like=999999", HttpStatusCode.BadRequest, "There is no face 999999 in this album.")]
    [InlineData("/faces.bin?order=backwards", HttpStatusCode.BadRequest, "The order must be typical, unusual or newest. Got backwards.")]
    [InlineData("/thumbnails.bin", HttpStatusCode.BadRequest, "The faces must be 1 to 128 numbers.")]
    [InlineData("/thumbnails.bin?faces=1,../2", HttpStatusCode.BadRequest, "The faces must be 1 to 128 numbers.")]
    public async Task Unknown_addresses_get_404_or_400(string address, HttpStatusCode expected, string message)
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await album.Client.GetAsync(address);

        Assert.Equal(expected, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains(message, text, StringComparison.Ordinal);
        bool isForScript = address.Contains(".bin", StringComparison.Ordinal); // which gets the message alone, and no page
        Assert.Equal(!isForScript, text.Contains("<h1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_photo_is_given_only_while_it_is_what_was_indexed()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        AlbumFace face = album.Faces()[7];
        byte[] contents = await File.ReadAllBytesAsync(face.Path);

        Assert.Equal(contents, await album.Client.GetByteArrayAsync($"/photos/{face.PhotoHash}/original"));
        using HttpResponseMessage picture = await album.Client.GetAsync($"/photos/{face.PhotoHash}/picture");
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);

        try
        {
            await File.WriteAllTextAsync(face.Path, "something private that took its place");
            using HttpResponseMessage original = await album.Client.GetAsync($"/photos/{face.PhotoHash}/original");
            Assert.Equal(HttpStatusCode.NotFound, original.StatusCode);
            Assert.DoesNotContain("private", await original.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await File.WriteAllBytesAsync(face.Path, contents);
        }
    }

    [Fact]
    public async Task The_grid_gets_every_face_once()
    {
        await using ServedAlbum album = await sample.ServeAsync();

        byte[] list = await album.Client.GetByteArrayAsync("/faces.bin?order=newest");

        long[] ids = [.. Enumerable.Range(0, list.Length / 12).Select(i => BitConverter.ToInt64(list, 12 * i))];
        Assert.Equal(album.Faces().Select(face => face.Id), ids.Order());
    }

    [Fact]
    public async Task Thumbnails_come_in_the_order_they_were_asked_for()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        long[] faces = [.. album.Faces().Select(face => face.Id).Take(3)];

        byte[] strip = await album.Client.GetByteArrayAsync($"/thumbnails.bin?faces={faces[2]},999999,{faces[0]}");

        byte[] last = album.Store.Thumbnail(faces[2])!, first = album.Store.Thumbnail(faces[0])!;
        Assert.Equal([last.Length, 0, first.Length], Enumerable.Range(0, 3).Select(i => BitConverter.ToInt32(strip, 4 * i)));
        Assert.Equal([.. last, .. first], strip[12..]);
        using HttpResponseMessage tooMany = await album.Client.GetAsync($"/thumbnails.bin?faces={string.Join(',', Enumerable.Range(1, 129))}");
        Assert.Equal(HttpStatusCode.BadRequest, tooMany.StatusCode);
    }

    [Fact]
    public async Task A_browser_asks_again_whether_a_picture_is_still_that_of_the_face()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        long[] faces = [.. album.Faces().Select(face => face.Id).Take(2)];
        foreach (string address in (string[])["/faces/{0}/thumbnail", "/thumbnails.bin?faces={0}"])
        {
            using HttpResponseMessage first = await album.Client.GetAsync(string.Format(CultureInfo.InvariantCulture, address, faces[0]));
            using HttpResponseMessage other = await album.Client.GetAsync(string.Format(CultureInfo.InvariantCulture, address, faces[1]));
            using var again = new HttpRequestMessage(HttpMethod.Get, first.RequestMessage!.RequestUri);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage unchanged = await album.Client.SendAsync(again);

            Assert.True(first.Headers.CacheControl!.NoCache);
            Assert.NotEqual(first.Headers.ETag, other.Headers.ETag);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Fact]
    public async Task Cookies_of_two_programs_on_one_machine_do_not_replace_each_other()
    {
        await using ServedAlbum one = await sample.ServeAsync("the first one's token");
        await using ServedAlbum two = await sample.ServeAsync("the second one's token");

        string[] first = await CookiesAsync(one);
        string[] second = await CookiesAsync(two);

        Assert.Equal(2, first.Length); // the token's and the forgery's
        Assert.Empty(first.Intersect(second));

        static async Task<string[]> CookiesAsync(ServedAlbum album)
        {
            using HttpResponseMessage entered = await album.Client.GetAsync(album.Entrance);
            using HttpResponseMessage page = await album.Client.GetAsync("/about");
            return
            [
                .. new[] { entered, page }.SelectMany(answer => answer.Headers.GetValues("Set-Cookie")).Select(cookie => cookie.Split('=')[0]),
            ];
        }
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("0.0.0.0")]
    public async Task The_address_that_is_printed_can_be_opened(string host)
    {
        await using ServedAlbum album = await sample.ServeAsync("a token of the owner's", IPAddress.Parse(host));

        using HttpResponseMessage entered = await album.Client.GetAsync(album.Entrance);

        Assert.NotEqual("0.0.0.0", album.Address.Host);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
    }

    [Theory]
    [InlineData("/faces", false)]
    [InlineData("/nothing", false)]
    [InlineData("/review", true)]
    [InlineData("/indexing", true)]
    public async Task Only_pages_that_keep_a_connection_load_its_script(string address, bool expected)
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage answer = await album.Client.GetAsync(address);

        Assert.Equal(expected, (await answer.Content.ReadAsStringAsync()).Contains("blazor.web.js", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_token_nothing_is_given()
    {
        await using ServedAlbum album = await sample.ServeAsync("a token of the owner's");

        foreach (string address in (string[])["/", "/faces.bin", "/thumbnails.bin?faces=1", "/page.css", "/?token=wrong"])
        {
            using HttpResponseMessage refused = await album.Client.GetAsync(address);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using HttpResponseMessage entered = await album.Client.GetAsync(album.Entrance);
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        Assert.Equal("/", entered.Headers.Location?.ToString());
        using HttpResponseMessage page = await album.Client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Fact]
    public async Task Other_machines_need_a_token()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var open = new PageOptions { Host = IPAddress.Any };

        await Assert.ThrowsAsync<ArgumentException>(() => PageServer.StartAsync(album.Store, album.Store.Models()[^1], open));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_so()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var same = new PageOptions { Port = album.Address.Port };

        var error = await Assert.ThrowsAsync<PageException>(() => PageServer.StartAsync(album.Store, album.Store.Models()[^1], same));
        Assert.Contains($"{album.Address.Port}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.BadRequest)] // a name of another site that was pointed to this machine
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    public async Task Pages_of_other_sites_get_nothing(string header, string value, HttpStatusCode expected)
    {
        await using ServedAlbum album = await sample.ServeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/faces.bin");
        request.Headers.TryAddWithoutValidation(header, value);

        using HttpResponseMessage answer = await album.Client.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }
}
