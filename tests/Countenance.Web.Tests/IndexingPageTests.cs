using System.Diagnostics;
using System.Reflection;
using Bunit;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Web.Albums;
using Countenance.Web.Components.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Countenance.Web.Tests;

/// <summary>The page that brings in new photos, without a browser.</summary>
public sealed class IndexingPageTests(SampleAlbum sample)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task While_photos_come_in_the_album_is_asked_for_its_refusals_every_ten_seconds_at_most()
    {
        using var folder = new TemporaryFolder();
        string source = Directory.GetFiles(sample.Photos).Order(StringComparer.Ordinal).First();
        await File.WriteAllBytesAsync(folder["new.png"], [.. await File.ReadAllBytesAsync(source), 0]);
        await using ServedAlbum album = await sample.ServeAsync();
        using var gate = new ManualResetEventSlim();
        var entered = new TaskCompletionSource();
        var finder = new FaceFinderEntry("held", "waits until it may", () => new HeldFaceFinder(gate, entered));
        IAlbumStore store = CountingStore.Of(album.Store);
        await using var context = new BunitContext();
        context.Services.AddSingleton(new AlbumView(store, store.Models()[^1]));
        context.Services.AddSingleton(new PageOptions { Folders = [folder.Root], ModelFile = sample.ModelFile, Finder = finder });
        context.Services.AddSingleton<BackgroundIndexing>();
        context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        context.Services.GetRequiredService<BackgroundIndexing>().Start();
        await entered.Task.WaitAsync(Patience);
        var clock = Stopwatch.StartNew();

        IRenderedComponent<Indexing> page = context.Render<Indexing>();
        page.WaitForState(() => page.RenderCount >= 4, Patience);

        Assert.InRange(((CountingStore)store).Refusals, 1, 1 + (int)(clock.Elapsed.TotalSeconds / 10));
        gate.Set();
        page.WaitForAssertion(() => Assert.Contains($"<dd>{SampleAlbum.Count + 1}</dd>", page.Markup, StringComparison.Ordinal), Patience);
    }

    /// <summary>A store that counts how often it is asked for what was refused.</summary>
#pragma warning disable CA1852 // the proxy is derived from it
    private class CountingStore : DispatchProxy
#pragma warning restore CA1852
    {
        private IAlbumStore store = null!;
        private int refusals;

        public int Refusals => Volatile.Read(ref refusals);

        public static IAlbumStore Of(IAlbumStore store)
        {
            IAlbumStore counting = Create<IAlbumStore, CountingStore>();
            ((CountingStore)counting).store = store;
            return counting;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IAlbumStore.Refused))
            {
                Interlocked.Increment(ref refusals);
            }

            return targetMethod.Invoke(store, args);
        }
    }
}
