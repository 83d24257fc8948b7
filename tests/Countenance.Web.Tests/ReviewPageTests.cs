using Bunit;
using Countenance.Album.Storage;
using Countenance.Web.Albums;
using Countenance.Web.Components.Pages;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Countenance.Web.Tests;

/// <summary>The review as a person works through it, without a browser.</summary>
public sealed class ReviewPageTests(SampleAlbum sample)
{
    [Fact]
    public async Task A_digit_says_what_the_face_shows_and_u_takes_it_back()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        await using var context = new BunitContext();
        AlbumView view = Services(context, album);
        IRenderedComponent<Review> page = context.Render<Review>();
        string before = page.Find("section.review").GetAttribute("aria-label")!;

        await page.Find("section.review").KeyDownAsync(new KeyboardEventArgs { Key = "2" });

        Correction said = Assert.Single(album.Store.Corrections());
        Assert.Equal(view.Model.Classes[1], said.Label);
        Assert.NotEqual(before, page.Find("section.review").GetAttribute("aria-label"));

        await page.Find("section.review").KeyDownAsync(new KeyboardEventArgs { Key = "u" });

        Assert.Equal(said.Id, album.Store.Corrections()[^1].Undoes);
        Assert.Equal(before, page.Find("section.review").GetAttribute("aria-label"));
        Assert.DoesNotContain(view.Current.Index.Faces, face => face.IsConfirmed);
    }

    [Fact]
    public async Task The_least_certain_face_comes_first()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        await using var context = new BunitContext();
        AlbumView view = Services(context, album);

        IReadOnlyList<long> queue = new ReviewQueue(view).Uncertain(1000);

        AlbumSnapshot now = view.Current;
        double[] probabilities = [.. queue.Select(face => now.Probability(now.Index.Faces[now.RowOf(face)!.Value]))];
        Assert.NotEmpty(queue);
        Assert.Equal(probabilities.Order(), probabilities);
        Assert.All(probabilities, probability => Assert.InRange(probability, 0, 0.6));
    }

    private static AlbumView Services(BunitContext context, ServedAlbum album)
    {
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        context.Services.AddSingleton(view);
        context.Services.AddSingleton(new ReviewQueue(view));
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        return view;
    }
}
