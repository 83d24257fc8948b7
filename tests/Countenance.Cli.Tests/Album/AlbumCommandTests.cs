using System.Text.Json;
using Countenance.Album.Storage;
using Countenance.Cli.Tests.EndToEnd;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Vision;

namespace Countenance.Cli.Tests.Album;

[Collection<EndToEndCollection>]
public sealed class AlbumCommandTests : IDisposable
{
    private const int Photos = 40;

    private readonly TemporaryFolder folder = new();
    private readonly TrainedRun run;

    public AlbumCommandTests(TrainedRun run)
    {
        this.run = run;
        Directory.CreateDirectory(Folder);
        using ImageDataset faces = SyntheticFaces.Create(new SyntheticFacesOptions { Count = Photos, Split = "test", Colour = true });
        for (int i = 0; i < Photos; i++)
        {
            File.WriteAllBytes(Photo(i), ImageCodec.Encode(DatasetImages.ToImage(faces, i), ImageFormat.Png));
        }
    }

    private string Folder => folder["photos"];

    private string Album => folder["album.db"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Photos_are_added_searched_and_summarised()
    {
        await File.WriteAllTextAsync(folder["photos", "bad.jpg"], "no picture", TestContext.Current.CancellationToken);
        CliResult added = (await AddAsync()).Expect(0);
        Assert.Equal(
            $"{Photos + 1} photos: 0 unchanged, {Photos + 1} new or changed, 0 gone, 1 refused; {Photos} faces found, {Photos} embedded\n",
            added.Output);
        Assert.Contains(
            $"refused: {folder["photos", "bad.jpg"]}: not a PNG, JPEG, TIFF, BMP or WebP image\n", added.Error, StringComparison.Ordinal);
        CliResult second = (await AddAsync()).Expect(0);
        Assert.StartsWith($"{Photos + 1} photos: {Photos + 1} unchanged, 0 new", second.Output, StringComparison.Ordinal);

        CliResult found = (await CliResult.OfAsync("album", "search", Photo(3), "--album", Album, "--k", "5", "--json")).Expect(0);
        using JsonDocument json = JsonDocument.Parse(found.Output);
        JsonElement[] hits = [.. json.RootElement.GetProperty("hits").EnumerateArray()];
        Assert.Equal(5, hits.Length);
        Assert.DoesNotContain(Photo(3), hits.Select(hit => hit.GetProperty("photo").GetString()));
        double[] distances = [.. hits.Select(hit => hit.GetProperty("distance").GetDouble())];
        Assert.Equal(distances.Order(), distances);

        CliResult summary = (await CliResult.OfAsync(
            "album", "summarize", "--album", Album, "--groups", "10", "--budget", "6", "--html", folder["a.html"], "--csv", folder["a.csv"],
            "--json", folder["a.json"], "--links", folder["links"])).Expect(0);
        Assert.Equal(6, summary.Output.TrimEnd('\n').Split('\n').Length);
        Assert.All([folder["a.html"], folder["a.csv"], folder["a.json"]], path => Assert.True(File.Exists(path), path));
        Assert.Equal(6, Directory.GetFiles(folder["links"]).Length);
        CliResult again = await CliResult.OfAsync("album", "summarize", "--album", Album, "--links", folder["links"]);
        Assert.Contains("is not empty", again.Expect(1).Error, StringComparison.Ordinal);
        Assert.Empty(again.Output); // refused before the work
    }

    [Fact]
    public async Task An_album_goes_on_with_the_model_and_the_finder_of_before()
    {
        (await AddAsync()).Expect(0);
        (await CliResult.OfAsync("album", "add", Folder, "--album", Album, "--model", "default", "--threads", "1")).Expect(0);
        File.Copy(Photo(0), folder["photos", "copy.png"]); // keeps its faces
        File.WriteAllBytes(folder["photos", "new.png"], [.. File.ReadAllBytes(Photo(0)), 0]); // other contents
        CliResult back = (await CliResult.OfAsync(
            "album", "add", Folder, "--album", Album, "--model", run.BestModel, "--threads", "1")).Expect(0);
        Assert.EndsWith("1 faces found, 1 embedded\n", back.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("note: ", back.Error, StringComparison.Ordinal);

        CliResult last = (await CliResult.OfAsync("album", "search", "--album", Album, "--typical", "--k", "99")).Expect(0);
        Assert.Equal(Photos + 1, last.Output.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("not embedded", last.Error, StringComparison.Ordinal);
        CliResult other = await CliResult.OfAsync("album", "search", "--album", Album, "--typical", "--model", "default");
        Assert.Contains("note: 1 face is not embedded by ", other.Expect(0).Error, StringComparison.Ordinal);
        using (IAlbumStore store = AlbumStores.OpenExisting(Album))
        {
            Assert.Equal("cropped 1", store.UsualFinder());
            store.VisitFaces(store.Models()[^1].Id, face => Assert.Equal(new FaceRegion(0, 0, 1, 1), face.Region));
        }

        CliResult differs = await CliResult.OfAsync("album", "add", Folder, "--album", Album, "--faces", "detect", "--threads", "1");
        Assert.Contains("were searched with --faces cropped", differs.Expect(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_mistyped_leaves_no_album_behind()
    {
        (await CliResult.OfAsync("album", "add", folder["no"], "--album", Album, "--model", run.BestModel)).Expect(1);
        (await CliResult.OfAsync("album", "add", Folder, "--album", Album, "--model", folder["none.safetensors"])).Expect(1);
        (await CliResult.OfAsync("album", "watch", Folder, "--album", Album, "--model", run.BestModel, "--every", "71583")).Expect(2);
        Assert.False(File.Exists(Album));
    }

    [Fact]
    public async Task Faces_of_an_expression_are_listed_by_how_typical_they_are()
    {
        (await AddAsync()).Expect(0);
        string[] typical = await ListAsync("--typical");
        string[] unusual = await ListAsync("--unusual");

        Assert.Equal(typical, unusual.Reverse());
        Assert.All(typical, line => Assert.Contains("typicality", line, StringComparison.Ordinal));

        async Task<string[]> ListAsync(string order) =>
            (await CliResult.OfAsync("album", "search", "--album", Album, order, "--k", "999")).Expect(0).Output.TrimEnd('\n').Split('\n');
    }

    [Fact]
    public async Task What_makes_no_sense_is_said()
    {
        (await AddAsync()).Expect(0);
        await ErrorAsync(2, "Give one of: add, watch, search, summarize, serve.", "album");
        await ErrorAsync(2, "See: countenance album search --help", "album", "search", "--album", Album, "--expression", "glee");
        await ErrorAsync(
            2, "There is no expression 'glee'. There are: neutral,", "album", "search", "--album", Album, "--expression", "glee");
        await ErrorAsync(2, "A day must be written yyyy-MM-dd. Got May.", "album", "search", "--album", Album, "--from", "May");
        await ErrorAsync(2, "Give only one of", "album", "search", Photo(1), "--album", Album, "--typical");
        await ErrorAsync(2, "--face needs a picture.", "album", "search", "--album", Album, "--face", "2");
        await ErrorAsync(2, "--faces needs a picture.", "album", "search", "--album", Album, "--faces", "cropped");
        await ErrorAsync(2, "The face must be from 1 to 1. Got 2.", "album", "search", Photo(1), "--album", Album, "--face", "2");
        await ErrorAsync(2, "at most 10080, a week. Got 71583.", "album", "watch", Folder, "--album", Album, "--every", "71583");
        await ErrorAsync(2, "Faces must be ", "album", "add", Folder, "--album", Album, "--model", run.BestModel, "--faces", "magic");
        await ErrorAsync(1, "there is no such album", "album", "search", "--album", folder["none.db"], "--typical");
        await ErrorAsync(1, "there is no such folder", "album", "add", folder["no"], "--album", Album, "--model", run.BestModel);
        await ErrorAsync(1, "not embedded by", "album", "search", "--album", Album, "--typical", "--model", run.LastCheckpoint);

        static async Task ErrorAsync(int exitCode, string message, params string[] args) =>
            Assert.Contains(message, (await CliResult.OfAsync(args)).Expect(exitCode).Error, StringComparison.Ordinal);
    }

    private string Photo(int i) => folder["photos", $"{i:00}.png"];

    private Task<CliResult> AddAsync() => CliResult.OfAsync(
        "album", "add", Folder, "--album", Album, "--model", run.BestModel, "--faces", "cropped", "--threads", "1");
}
