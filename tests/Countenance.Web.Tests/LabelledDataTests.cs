using System.Globalization;
using System.Net;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Auditing;
using Countenance.Vision;
using Countenance.Web.Albums;

namespace Countenance.Web.Tests;

/// <summary>The page over a labelled data set.</summary>
public sealed class LabelledDataTests(SampleData sample)
{
    [Theory]
    [InlineData("/", "images of synthetic train")]
    [InlineData("/faces?label=anger", "Labelled anger")]
    [InlineData("/map", "data-colour=\"label\"")]
    [InlineData("/groups", "Groups")]
    [InlineData("/review?label=anger", "Labels that the model doubts")]
    [InlineData("/search", "Search by a picture")]
    public async Task The_pages_of_an_album_show_it(string address, string expected)
    {
        await using ServedAlbum data = await sample.ServeAsync();

        string page = await data.Client.GetStringAsync(address);

        Assert.Contains(expected, page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/indexing\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_grid_is_filtered_by_the_label_that_was_given()
    {
        await using ServedAlbum data = await sample.ServeAsync();

        byte[] list = await data.Client.GetByteArrayAsync("/faces.bin?label=anger");

        Dictionary<long, string> names = data.Faces().ToDictionary(face => face.Id, face => face.Path);
        string[] shown = [.. Enumerable.Range(0, list.Length / 12).Select(i => names[BitConverter.ToInt64(list, 12 * i)])];
        Assert.Equal(Labelled("anger").Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        int anger = data.Store.Models()[^1].Classes.ToList().IndexOf("anger");
        Assert.All(
            Enumerable.Range(0, shown.Length), i => Assert.Equal((uint)anger + 1, (BitConverter.ToUInt32(list, (12 * i) + 8) >> 9) & 127));
    }

    [Fact]
    public async Task An_unknown_label_is_refused_and_an_album_has_none()
    {
        await using ServedAlbum data = await sample.ServeAsync();

        using HttpResponseMessage answer = await data.Client.GetAsync("/faces?label=joy");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("There is no label", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_drawn_from_the_pixels_of_the_data_set()
    {
        await using ServedAlbum data = await sample.ServeAsync();
        AlbumFace face = data.Faces()[9];

        byte[] png = await data.Client.GetByteArrayAsync($"/photos/{face.PhotoHash}/original");
        using HttpResponseMessage jpeg = await data.Client.GetAsync($"/photos/{face.PhotoHash}/picture");
        string page = await data.Client.GetStringAsync($"/photo/{face.PhotoHash}");

        int image = sample.Images.Names.ToList().IndexOf(face.Path);
        Assert.Equal(sample.Images.Pixels(image).ToArray(), ImageCodec.Decode(png, ColorMode.Gray, "png").Pixels);
        Assert.Equal("image/jpeg", jpeg.Content.Headers.ContentType?.MediaType);
        Assert.Contains($"labelled <b", page, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b1970\b", page); // an image of a data set has no time
    }

    [Fact]
    public async Task Doubted_labels_are_ranked_by_the_posterior_of_the_model()
    {
        await using ServedAlbum data = await sample.ServeAsync();
        using var view = new ViewOf(data, sample);

        IReadOnlyList<long> queue = view.Review.Find();

        AlbumSnapshot now = view.Album.Current;
        var wrong = new Dictionary<long, float>();
        foreach (AlbumFace face in data.Faces())
        {
            int image = sample.Images.Names.ToList().IndexOf(face.Path);
            wrong[face.Id] = 1 - face.Embedding.Posterior[sample.Images.Labels[image]]; // the model's classes are the data's here
        }

        Assert.Equal(wrong.Where(face => face.Value > 0.5).Select(face => face.Key).Order(), queue.Order());
        Assert.Equal(queue.Select(face => wrong[face]).OrderDescending(), queue.Select(face => wrong[face]));
        ReviewCase first = view.Review.Explain(now, now.RowOf(queue[0])!.Value);
        LabelledFace looked = now.Index.Faces[now.RowOf(queue[0])!.Value];
        Assert.Equal(wrong[queue[0]], first.Wrong!.Value, 1e-6);
        Assert.Equal(sample.Images.ClassNames[looked.Face.Embedding.Class], first.Suggested);
        Assert.NotEqual(first.Given, first.Suggested);
        Assert.Contains($"The model gives {first.Given}", first.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_suspects_is_followed_with_its_reasons()
    {
        Suspect[] suspects = [Suspected(1, 40, "fear"), Suspected(2, 7, "anger"), Suspected(3, 90, "disgust")];
        await using ServedAlbum data = await sample.ServeAsync(suspects);
        using var view = new ViewOf(data, sample, suspects);
        AlbumSnapshot now = view.Album.Current;

        IReadOnlyList<long> queue = view.Review.Find();

        Assert.Equal(
            suspects.Select(suspect => suspect.File), queue.Select(face => now.Index.Faces[now.RowOf(face)!.Value].Face.Path));
        ReviewCase second = view.Review.Explain(now, now.RowOf(queue[1])!.Value);
        Assert.Equal(("anger", suspects[1].Label, 0.8), (second.Suggested, second.Given, second.Wrong));
        Assert.Contains("reason 2", second.Reason, StringComparison.Ordinal);
        long[] ofLabel = [.. queue.Where((_, i) => suspects[i].Label == suspects[2].Label)];
        Assert.Equal(ofLabel, view.Review.Find(suspects[2].Label));
        Assert.Contains("Labels that the audit doubts", await data.Client.GetStringAsync("/review"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Corrections_come_out_as_labels_that_the_audit_reads_back()
    {
        await using ServedAlbum data = await sample.ServeAsync();
        AlbumFace face = data.Faces()[11];
        int image = sample.Images.Names.ToList().IndexOf(face.Path);
        string other = sample.Images.ClassNames[(sample.Images.Labels[image] + 1) % sample.Images.ClassNames.Count];

        using var form = new FormUrlEncodedContent([new("faces", face.Id.ToString(CultureInfo.InvariantCulture)), new("label", other)]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/corrections") { Content = form };
        request.Headers.Add("X-Forgery-Token", await data.ForgeryTokenAsync());
        using HttpResponseMessage said = await data.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, said.StatusCode);
        string csv = await data.Client.GetStringAsync("/labels.csv");
        Assert.Equal("file,label,given,time", csv.Split('\n')[0]);
        Assert.StartsWith(
            $"{face.Path},{other},{sample.Images.ClassNames[sample.Images.Labels[image]]},", csv.Split('\n')[1], StringComparison.Ordinal);
        string path = Path.Combine(data.Folder, "labels.csv");
        await File.WriteAllTextAsync(path, csv);
        int[] read = LabelsFile.Read(path, sample.Images);
        Assert.Equal([image], Enumerable.Range(0, read.Length).Where(i => read[i] != sample.Images.Labels[i]));
        Assert.Equal(other, sample.Images.ClassNames[read[image]]);
    }

    private Suspect Suspected(int rank, int image, string suggested) => new(
        rank,
        image,
        sample.Images.Names[image],
        sample.Images.ClassNames[sample.Images.Labels[image]],
        suggested,
        1 - (0.1 * rank),
        0.5,
        $"reason {rank}");

    private IEnumerable<string> Labelled(string label) =>
        sample.Images.Names.Where((_, i) => sample.Images.ClassNames[sample.Images.Labels[i]] == label);

    /// <summary>What the server sees, without its pages.</summary>
    private sealed class ViewOf : IDisposable
    {
        private readonly FaceNeighbours neighbours;

        public ViewOf(ServedAlbum served, SampleData sample, IReadOnlyList<Suspect>? suspects = null)
        {
            Album = new AlbumView(served.Store, served.Store.Models()[^1], new LabelledData(sample.Images, suspects));
            neighbours = new FaceNeighbours(Album);
            Review = new ReviewQueue(Album, neighbours);
        }

        public AlbumView Album { get; }

        public ReviewQueue Review { get; }

        public void Dispose() => neighbours.Dispose();
    }
}
