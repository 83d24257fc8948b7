using System.Security.Cryptography;
using System.Text;
using Bunit;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Web.Albums;
using Countenance.Web.Components.Pages;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Countenance.Web.Tests;

/// <summary>The review as a person works through it, without a browser.</summary>
public sealed class ReviewPageTests(SampleAlbum sample)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_digit_says_what_the_face_shows_and_u_takes_it_back()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        await using var context = new BunitContext();
        AlbumView view = Services(context, album.Store);
        IRenderedComponent<Review> page = context.Render<Review>();
        page.WaitForElement("section.review", Patience);
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
    public async Task Uncertain_faces_and_those_that_their_neighbours_disagree_with_come_most_doubtful_first()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var neighbours = new FaceNeighbours(view);
        var review = new ReviewQueue(view, neighbours);
        await review.PrepareAsync(Patience);
        Assert.Equal(1, review.Compared);

        IReadOnlyList<long> queue = review.Find();

        // All distances anew, one by one.
        AlbumSnapshot now = view.Current;
        var doubts = new Dictionary<long, (double Doubt, bool IsUncertain, bool IsAlone)>();
        for (int row = 0; row < now.Index.Faces.Count; row++)
        {
            LabelledFace face = now.Index.Faces[row];
            int[] near =
            [
                .. Enumerable.Range(0, now.Index.Faces.Count).Where(other => other != row)
                    .OrderBy(other => Distance(now.Index.Embeddings, row, other)).ThenBy(other => other).Take(11),
            ];
            double probability = face.Face.Embedding.Posterior.Max();
            double disagreeing = near.Count(other => now.Index.Faces[other].Expression != face.Expression) / 11.0;
            doubts[face.Face.Id] = ((1 - probability + disagreeing) / 2, probability <= 0.6, disagreeing > 0.5);
        }

        Assert.Equal(doubts.Where(face => face.Value.IsUncertain || face.Value.IsAlone).Select(face => face.Key).Order(), queue.Order());
        Assert.Equal(queue.Select(face => doubts[face].Doubt).OrderDescending(), queue.Select(face => doubts[face].Doubt));
        Assert.NotEmpty(queue);
        foreach (long face in queue)
        {
            string reason = review.Explain(now, now.RowOf(face)!.Value).Reason;
            Assert.Contains(doubts[face].IsUncertain ? "torn between" : "say otherwise", reason, StringComparison.Ordinal);
            Assert.Contains("11 faces most like it", reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sure_face_among_others_comes_before_an_unsure_one_among_its_like()
    {
        using var folder = new TemporaryFolder();
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        AlbumModel model = store.AddModel("digest", "model", 2, ["anger", "happiness"]);
        for (int i = 0; i < 15; i++)
        {
            Add(store, model, $"anger{i}", x: 0.01f * i, anger: 0.9f);
            Add(store, model, $"happiness{i}", x: 10 + (0.01f * i), anger: 0.1f);
        }

        Add(store, model, "unsure", x: 0.005f, anger: 0.55f);
        Add(store, model, "elsewhere", x: 10.005f, anger: 0.9f);
        var view = new AlbumView(store, model);
        using var neighbours = new FaceNeighbours(view);
        var review = new ReviewQueue(view, neighbours);
        await review.PrepareAsync(Patience);

        long[] queue = [.. review.Find()];

        AlbumSnapshot now = view.Current;
        Assert.Equal(["elsewhere", "unsure"], queue.Select(face => now.Index.Faces[now.RowOf(face)!.Value].Face.Path));
        Assert.Equal(
            "The model says anger (90 %), but the faces most like this one say otherwise. "
            + "Of the 11 faces most like it, 0 show anger, 11 happiness.",
            review.Explain(now, now.RowOf(queue[0])!.Value).Reason);
        Assert.Equal(
            "The model is torn between anger (55 %) and happiness (45 %). All 11 faces most like it show anger.",
            review.Explain(now, now.RowOf(queue[1])!.Value).Reason);
        view.Correct([queue[0]], "happiness");
        Assert.Equal([queue[1]], review.Find());
    }

    [Fact]
    public async Task Neighbours_that_cannot_be_compared_are_told_and_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        using IAlbumStore store = AlbumStores.Open(folder["album.db"]);
        AlbumModel model = store.AddModel("digest", "model", 2, ["anger", "happiness"]);
        Add(store, model, "damaged", x: float.NaN, anger: 0.9f);
        await using var context = new BunitContext();
        Services(context, store);

        IRenderedComponent<Review> page = context.Render<Review>();

        const string Told = "neighbours could not be compared: Embeddings must be finite";
        page.WaitForAssertion(() => Assert.Contains(Told, page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(1, context.Services.GetRequiredService<ReviewQueue>().Compared);
    }

    private static void Add(IAlbumStore store, AlbumModel model, string name, float x, float anger)
    {
        var file = new FoundFile(name, 1, DateTime.UnixEpoch);
        var embedding = new FaceEmbedding([x, 0], [anger, 1 - anger], anger > 0.5f ? 0 : 1, 0.5, -1);
        var face = new IndexedFace(
            new FaceRegion(0, 0, 1, 1), [], 1, 1, [1], new byte[IndexedFace.CropSize * IndexedFace.CropSize], embedding);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        store.Enqueue([file]);
        store.Save([new ProcessedFile(file, hash, new IndexedPhoto(hash, 1, 48, 48, null, 0, "made up", null, [face]))], model.Id);
    }

    private static double Distance(EmbeddingMatrix embeddings, int first, int second)
    {
        double sum = 0;
        for (int d = 0; d < embeddings.Dimension; d++)
        {
            double difference = (double)embeddings[first][d] - embeddings[second][d];
            sum += difference * difference;
        }

        return sum;
    }

    private static AlbumView Services(BunitContext context, IAlbumStore store)
    {
        var view = new AlbumView(store, store.Models()[^1]);
        context.Services.AddSingleton(view);
        context.Services.AddSingleton<FaceNeighbours>();
        context.Services.AddSingleton<ReviewQueue>();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        return view;
    }
}
