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
        AlbumView view = Services(context, album);
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
    public async Task A_sure_face_becomes_doubtful_when_persons_call_its_neighbours_something_else()
    {
        await using ServedAlbum album = await sample.ServeAsync();
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        using var neighbours = new FaceNeighbours(view);
        var review = new ReviewQueue(view, neighbours);
        int[][] near = (await neighbours.WithinAsync(Patience))!;
        AlbumSnapshot before = view.Current;
        HashSet<long> doubtful = [.. review.Find()];
        int sure = Enumerable.Range(0, near.Length)
            .First(row => before.Probability(before.Index.Faces[row]) > 0.6 && !doubtful.Contains(before.Index.Faces[row].Face.Id));
        long face = before.Index.Faces[sure].Face.Id;
        string other = view.Choices.First(name => name != before.Index.Faces[sure].Expression);

        view.Correct(near[sure].Take(6).Select(row => before.Index.Faces[row].Face.Id), other);

        Assert.Contains(face, review.Find());
        string reason = review.Explain(view.Current, sure).Reason;
        Assert.Contains("say otherwise", reason, StringComparison.Ordinal);
        Assert.Contains($"6 {other}", reason, StringComparison.Ordinal);
        view.Correct([face], other);
        Assert.DoesNotContain(face, review.Find());
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

    private static AlbumView Services(BunitContext context, ServedAlbum album)
    {
        var view = new AlbumView(album.Store, album.Store.Models()[^1]);
        context.Services.AddSingleton(view);
        context.Services.AddSingleton<FaceNeighbours>();
        context.Services.AddSingleton<ReviewQueue>();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        return view;
    }
}
