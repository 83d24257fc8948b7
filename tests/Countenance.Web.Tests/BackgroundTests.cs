using System.Net;
using System.Reflection;
using System.Text.Json;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Album.Tests.Indexing;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

/// <summary>What is made of all faces in the background: nobody waits, nothing is made twice.</summary>
public sealed class BackgroundTests(SampleAlbum sample)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task It_is_made_once_and_nobody_waits_for_it()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var gate = new ManualResetEventSlim();
        int made = 0;
        using var result = new BackgroundResult<string>(view, (now, progress, cancellation) =>
        {
            progress.Report(0.25);
            gate.Wait(cancellation);
            made++;
            return $"{now.Index.Faces.Count} faces";
        });

        Assert.Null(result.Ready);
        Assert.Null(await result.WithinAsync(TimeSpan.FromMilliseconds(1)));
        gate.Set();
        Assert.Equal($"{SampleAlbum.Count} faces", await result.WithinAsync(Patience));
        Assert.Equal(0.25, result.Share);

        AlbumFace face = album.Faces()[0];
        view.Correct([face.Id], "anger");
        Assert.Equal($"{SampleAlbum.Count} faces", result.Ready); // a word changes no face
        Assert.Equal(1, made);
        view.Reload();
        Assert.NotNull(await result.WithinAsync(Patience));
        Assert.Equal(2, made);
    }

    [Fact]
    public async Task What_cannot_be_made_says_why()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var result = new BackgroundResult<string>(view, (_, _, _) => throw new InvalidOperationException("too few"));

        Assert.Null(await result.WithinAsync(Patience));

        Assert.Equal("too few", result.Failure);
        Assert.Null(result.Ready);
    }

    [Fact]
    public async Task A_run_that_fails_in_any_way_says_why()
    {
        using var folder = new TemporaryFolder();
        string source = Directory.GetFiles(sample.Photos).Order(StringComparer.Ordinal).First();
        await File.WriteAllBytesAsync(folder["new.png"], [.. await File.ReadAllBytesAsync(source), 0]);
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        var broken = new FaceFinderEntry("broken", "fails", () => throw new InvalidOperationException("no such luck"));
        using var work = new BackgroundIndexing(view, new PageOptions { Folders = [folder.Root], ModelFile = sample.ModelFile, Finder = broken });

        work.Start();
        using var patience = new CancellationTokenSource(Patience);
        while (work.IsRunning)
        {
            await Task.Delay(20, patience.Token);
        }

        Assert.Equal("no such luck", work.Failure);
    }

    [Fact]
    public async Task A_model_file_that_was_replaced_indexes_nothing()
    {
        using var folder = new TemporaryFolder();
        string other = TestModel.Write(folder["model.safetensors"], seed: 6);
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        var options = new PageOptions { Folders = [folder.Root], ModelFile = other, Finder = FaceFinders.Find("cropped") };
        using var work = new BackgroundIndexing(view, options);

        work.Start();
        await UntilAsync(() => Task.FromResult(!work.IsRunning));

        Assert.Contains("is not the model that embedded this album", work.Failure, StringComparison.Ordinal);
        Assert.Single(album.Store.Models());
    }

    [Fact]
    public async Task A_group_is_waited_for_with_a_page_and_then_shown()
    {
        await using ServedAlbum album = await sample.ServeAsync();

        using HttpResponseMessage early = await album.Client.GetAsync("/faces?group=1");
        await UntilAsync(IsDoneAsync);

        string group = await album.Client.GetStringAsync("/faces?group=1");
        using HttpResponseMessage list = await album.Client.GetAsync("/faces.bin?group=1");
        using HttpResponseMessage none = await album.Client.GetAsync("/faces?group=999");

        Assert.Equal(HttpStatusCode.OK, early.StatusCode);
        Assert.Contains("data-grid", group, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.NotEmpty(await list.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.BadRequest, none.StatusCode);

        async Task<bool> IsDoneAsync()
        {
            using JsonDocument state = JsonDocument.Parse(await album.Client.GetStringAsync("/groups.json"));
            return state.RootElement.GetProperty("isDone").GetBoolean();
        }
    }

    [Fact]
    public async Task The_map_is_computed_once_and_found_beside_the_album_by_the_next_page()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        byte[] first;
        using (var map = new FaceMap(view, new PageOptions()))
        {
            map.Encode();
            Assert.False(map.State.IsFinal);
            await UntilAsync(() => Task.FromResult(map.State.IsFinal));

            first = map.Encode().Places;
        }

        using var next = new FaceMap(new AlbumView(album.Store, album.Store.Models()[^1]), new PageOptions());
        (byte[] second, int version) = next.Encode();

        Assert.True(next.State.IsFinal);
        Assert.Equal(1, version);
        Assert.Equal(first, second);
        string file = Assert.Single(Directory.GetFiles(album.Folder, "*.map-*.safetensors"));
        await File.WriteAllTextAsync(file, "damaged");
        using var again = new FaceMap(new AlbumView(album.Store, album.Store.Models()[^1]), new PageOptions());
        again.Encode();
        Assert.False(again.State.IsFinal);
    }

    [Fact]
    public async Task A_map_that_cannot_be_improved_is_final_and_says_why()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var map = new FaceMap(view, new PageOptions(), (_, _, _) => throw new InvalidOperationException("no such luck"));

        byte[] first = map.Encode().Places;
        await UntilAsync(() => Task.FromResult(map.State.IsFinal));

        Assert.Equal(("no such luck", 1), (map.State.Failure, map.State.Version));
        Assert.Equal(first, map.Encode().Places);
    }

    [Fact]
    public async Task Albums_whose_names_differ_in_the_ending_alone_keep_a_map_each()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        AlbumModel model = album.Store.Models()[^1];
        string[] locations = [Path.Combine(album.Folder, "photos.2023"), Path.Combine(album.Folder, "photos.2024")];
        foreach (string location in locations)
        {
            await File.WriteAllTextAsync(location, "");
        }

        MapFile[] files =
        [
            .. locations.Select(location => new MapFile(new AlbumView(StoreElsewhere.Of(album.Store, location), model), album.Folder)),
        ];

        files[0].Write("key", new EmbeddingMatrix([1, 2], 2));
        files[1].Write("key", new EmbeddingMatrix([3, 4], 2));

        Assert.Equal([1f, 2f], files[0].Read("key", 1)!.Values);
        Assert.Equal([3f, 4f], files[1].Read("key", 1)!.Values);
    }

    [Fact]
    public async Task The_map_of_an_album_that_is_no_file_is_kept_in_the_cache()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(StoreElsewhere.Of(album.Store, "postgresql://host/name"), album.Store.Models()[^1]);
        var other = new AlbumView(StoreElsewhere.Of(album.Store, "postgresql://host/other"), album.Store.Models()[^1]);
        var places = new EmbeddingMatrix([.. Enumerable.Range(0, 2 * SampleAlbum.Count).Select(i => (float)i)], 2);

        new MapFile(view, album.Folder).Write("key", places);

        Assert.Equal(places.Values, new MapFile(view, album.Folder).Read("key", SampleAlbum.Count)?.Values);
        Assert.Null(new MapFile(view, album.Folder).Read("another key", SampleAlbum.Count));
        Assert.Null(new MapFile(other, album.Folder).Read("key", SampleAlbum.Count));
        Assert.Single(Directory.GetFiles(Path.Combine(album.Folder, "maps")));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>A store that says it lies somewhere else.</summary>
#pragma warning disable CA1852 // the proxy is derived from it
    private class StoreElsewhere : DispatchProxy
#pragma warning restore CA1852
    {
        private IAlbumStore store = null!;
        private string location = "";

        public static IAlbumStore Of(IAlbumStore store, string location)
        {
            IAlbumStore elsewhere = Create<IAlbumStore, StoreElsewhere>();
            var proxy = (StoreElsewhere)elsewhere;
            (proxy.store, proxy.location) = (store, location);
            return elsewhere;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == $"get_{nameof(IAlbumStore.Location)}" ? location : targetMethod.Invoke(store, args);
    }
}
