using System.Net;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;

namespace Countenance.Web.Tests;

/// <summary>An album in a browser's reach on this machine, with a client.</summary>
internal sealed class ServedAlbum : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly PageServer server;

    private ServedAlbum(TemporaryFolder folder, IAlbumStore store, PageServer server)
    {
        this.folder = folder;
        this.server = server;
        Store = store;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
        {
            BaseAddress = server.Address,
        };
    }

    public IAlbumStore Store { get; }

    public HttpClient Client { get; }

    /// <summary>Where the album and what is kept beside it lie.</summary>
    public string Folder => folder.Root;

    public Uri Address => server.Address;

    public Uri Entrance => server.Entrance;

    public static async Task<ServedAlbum> StartAsync(string album, string model, Func<PageOptions, PageOptions>? change = null)
    {
        var folder = new TemporaryFolder();
        File.Copy(album, folder["album.db"]);
        IAlbumStore store = AlbumStores.OpenExisting(folder["album.db"]);
        var options = new PageOptions { ModelFile = model, MostUploadBytes = 1 << 20, Finder = FaceFinders.Find("cropped") };
        return new ServedAlbum(
            folder, store, await PageServer.StartAsync(store, store.Models()[^1], change is null ? options : change(options)));
    }

    public List<AlbumFace> Faces()
    {
        var faces = new List<AlbumFace>();
        Store.VisitFaces(Store.Models()[^1].Id, faces.Add);
        return faces;
    }

    /// <summary>The token that forms of this page carry.</summary>
    public async Task<string> ForgeryTokenAsync()
    {
        string page = await Client.GetStringAsync("/about");
        const string Start = "name=\"forgery\" content=\"";
        int at = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return page[at..page.IndexOf('"', at)];
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        Store.Dispose();
        folder.Dispose();
    }
}
