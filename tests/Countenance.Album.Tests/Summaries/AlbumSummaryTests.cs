using System.Text.Json;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Album.Summaries;
using Countenance.Album.Tests.Storage;
using Countenance.Reporting;

namespace Countenance.Album.Tests.Summaries;

public sealed class AlbumSummaryTests : IDisposable
{
    private static readonly SummaryOptions Options = new() { Groups = 4, Top = 5, Budget = 6 };

    private readonly SampleIndex sample = new();

    public AlbumSummaryTests()
    {
        // Two sub-expressions of happiness, far apart, one of neutral; a burst of four in the second.
        var random = new Random(2);
        float Near(float place) => place + (0.2f * random.NextSingle());
        ulong look() => ((ulong)(uint)random.Next() << 33) ^ (uint)random.Next();
        for (int i = 0; i < 30; i++)
        {
            sample.Add(Near(0), Near(0), expression: 0, seconds: 1000 * i, look());
            sample.Add(Near(10), Near(0), expression: 1, seconds: 100_000 + (1000 * i), look());
            sample.Add(Near(10), Near(20), expression: 1, seconds: 200_000 + (1000 * i), look());
        }

        for (int i = 0; i < 4; i++)
        {
            sample.Add(10.1f, 20.1f, expression: 1, seconds: 900_000 + i, look: 0xff00ff00, sharpness: 10 + i);
        }
    }

    public void Dispose() => sample.Dispose();

    [Fact]
    public void Groups_are_sub_expressions_of_one_expression()
    {
        AlbumSummary summary = Create();

        Assert.Equal(94, summary.Groups.Sum(group => group.Members.Count));
        Assert.Equal(Enumerable.Range(1, summary.Groups.Count), summary.Groups.Select(group => group.Number));
        Assert.All(summary.Groups, group => Assert.All(
            group.Members, face => Assert.Equal(group.Expression, summary.Index.Faces[face].Expression)));
        Assert.Equal("neutral", summary.Groups[0].Expression);
        SummaryGroup[] smiles = [.. summary.Groups.Where(group => group.Expression == "happiness")];
        Assert.Equal(2, smiles.Length);
        Assert.All(smiles, group => Assert.Single(group.Members.Select(face => summary.Index.Embeddings[face][1] > 10).Distinct()));
        Assert.All(summary.Groups, group =>
        {
            Assert.Contains(group.Medoid, group.Members);
            Assert.Equal(group.Top.Count, group.Memberships.Count);
            Assert.InRange(group.Top.Count, 1, Options.Top);
            Assert.All(group.Memberships, share => Assert.InRange(share, 0.5f, 1.0001f));
            Assert.Equal(group.Top.Count, group.Top.Select(Burst).Distinct().Count());
        });

        int Burst(int face) => summary.Bursts.Of(summary.Index.Faces[face].Face.PhotoHash);
    }

    [Fact]
    public void The_selection_covers_every_group_with_one_photo_of_a_burst_and_says_why()
    {
        AlbumSummary summary = Create();

        Assert.Equal(Options.Budget, summary.Picks.Count);
        Assert.Equal(summary.Groups.Select(group => group.Number), summary.Picks.Select(pick => pick.Group).Distinct().Order());
        int[] bursts = [.. summary.Picks.Select(pick => summary.Bursts.Of(summary.Index.Faces[pick.Face].Face.PhotoHash))];
        Assert.Equal(bursts.Length, bursts.Distinct().Count());
        Assert.All(summary.Picks, pick => Assert.Contains($"group {pick.Group} (", pick.Reason, StringComparison.Ordinal));
        Assert.All(summary.Picks.Where(pick => pick.Shots > 1), pick =>
        {
            Assert.Equal(13, summary.Index.Faces[pick.Face].Face.Sharpness); // the sharpest of the four
            Assert.StartsWith("best of 4 shots", pick.Reason, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_same_seed_gives_the_same_summary() =>
        Assert.Equal(SummaryJson.Serialize(Create()), SummaryJson.Serialize(AlbumSummary.Create(
            AlbumIndex.Load(sample.Store, sample.Store.Models()[0], cancellation: TestContext.Current.CancellationToken),
            Options,
            cancellation: TestContext.Current.CancellationToken)));

    [Fact]
    public void A_single_face_is_an_album_too_and_none_is_an_error()
    {
        using SampleIndex one = new SampleIndex().Add(1, 2, 0, 0, 5);
        AlbumSummary summary = AlbumSummary.Create(one.Load(), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(0, Assert.Single(summary.Picks).Face);
        Assert.Equal(1, summary.Picks[0].Gain, 1e-6);

        one.Store.MarkGone(["/photos/001.jpg"]);
        AlbumIndex empty = AlbumIndex.Load(one.Store, one.Store.Models()[0], cancellation: TestContext.Current.CancellationToken);
        AlbumException error = Assert.Throws<AlbumException>(
            () => AlbumSummary.Create(empty, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal($"{one.Folder["album.db"]}: there are no faces to summarise", error.Message);
    }

    [Fact]
    public void Of_several_persons_in_a_photo_the_one_that_a_group_shows_is_chosen()
    {
        using var one = new SampleIndex();
        float[] places = [0, 1, 5]; // the second is nearest to their mean
        IndexedFace[] faces =
        [
            .. places.Select((x, i) => Samples.Face(0.3f * i) with { Embedding = new FaceEmbedding([x, 0, 0], [0, 1], 1, 0.5, 0) }),
        ];
        AlbumModel model = Samples.Fill(one.Store, ("/group.jpg", Samples.Photo(1, faces)));
        AlbumSummary summary = AlbumSummary.Create(
            AlbumIndex.Load(one.Store, model, cancellation: TestContext.Current.CancellationToken),
            new SummaryOptions { Groups = 1, Top = 1 },
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([1], summary.Groups[0].Top);
        Assert.Equal(1, Assert.Single(summary.Picks).Face);
    }

    [Fact]
    public void The_table_has_one_line_per_face()
    {
        AlbumSummary summary = Create();
        string path = sample.Folder["summary.csv"];
        SummaryTable.Write(path, summary);

        string[] lines = File.ReadAllLines(path);
        Assert.Equal(1 + 94, lines.Length);
        Assert.StartsWith("photo,face,left,top,width,height,taken,expression,", lines[0], StringComparison.Ordinal);
        Assert.Equal(Options.Budget, lines.Skip(1).Count(line => line.Contains("of the album", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_json_says_what_was_found()
    {
        AlbumSummary summary = Create();
        using JsonDocument json = JsonDocument.Parse(SummaryJson.Serialize(summary));
        JsonElement root = json.RootElement;

        Assert.Equal([94, 94, 91], ((string[])["faces", "photos", "moments"]).Select(name => root.GetProperty(name).GetInt32()));
        Assert.Equal(summary.Groups.Count, root.GetProperty("groups").GetArrayLength());
        JsonElement first = root.GetProperty("selection")[0];
        Assert.Equal(summary.Index.Faces[summary.Picks[0].Face].Face.Path, first.GetProperty("face").GetProperty("photo").GetString());
        Assert.Equal(summary.Picks[0].Reason, first.GetProperty("reason").GetString());
    }

    [Fact]
    public void Links_are_made_in_a_new_folder_and_never_over_something()
    {
        AlbumSummary summary = Create();
        string folder = sample.Folder["links"];
        PhotoLinks.Write(folder, summary);

        FileInfo[] links = [.. new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal)];
        Assert.Equal(
            summary.Picks.Select(pick => summary.Index.Faces[pick.Face].Face.Path), links.Select(link => link.LinkTarget));
        Assert.StartsWith("001-", links[0].Name, StringComparison.Ordinal);
        AlbumException error = Assert.Throws<AlbumException>(() => PhotoLinks.Write(folder, summary));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_shows_selection_and_groups_and_reaches_nowhere()
    {
        AlbumSummary summary = Create();
        string page = HtmlReport.Render(SummaryPage.Compose(summary, sample.Store));

        Assert.All(summary.Picks, pick => Assert.Contains(pick.Reason, page, StringComparison.Ordinal));
        Assert.Contains("<h2 id=\"selection-title\">Selection</h2>", page, StringComparison.Ordinal);
        Assert.Contains(">happiness</h2>", page, StringComparison.Ordinal);
        Assert.Contains("Group 1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"/", page, StringComparison.Ordinal);
    }

    private AlbumSummary Create() => AlbumSummary.Create(sample.Load(), Options, cancellation: TestContext.Current.CancellationToken);
}
