using System.CommandLine;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Cli.Commands;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Cli.Album;

/// <summary>The arguments of the commands that index folders.</summary>
internal sealed class IndexingOptions
{
    private readonly Argument<string[]> folders = new("FOLDERS")
    {
        Description = "Folders of photos, with all below them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly AlbumOption album = new();
    private readonly Option<string> faces = new("--faces")
    {
        Description = $"How faces are found: {string.Join("; ", FaceFinders.All.Select(entry => $"{entry.Name}: {entry.Description}"))}.",
        DefaultValueFactory = _ => FaceFinders.All[0].Name,
    };

    private readonly Option<bool> again = new("--again") { Description = "Search unchanged photos too, where --faces is not what it was." };
    private readonly ComputeOptions compute = new();

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(folders);
        album.AddTo(command);
        command.Add(faces);
        command.Add(again);
        compute.AddTo(command);
    }

    /// <summary>Opens the album and the model and does something with an indexer of the folders.</summary>
    public async Task RunAsync(ParseResult arguments, Func<AlbumIndexer, IReadOnlyCollection<string>, Task> work)
    {
        FaceFinderEntry entry = CliCommand.FromArguments(() => FaceFinders.Find(arguments.GetRequiredValue(faces)));
        ComputePrecision precision = compute.Apply(arguments);
        using IAlbumStore store = album.Create(arguments);
        using FaceEmbedder embedder = FaceEmbedder.Load(Path.GetFullPath(album.ModelFile(arguments, store)), precision);
        IFaceFinder finder = entry.Create();
        using var owned = finder as IDisposable;
        var options = new IndexOptions { Workers = TorchRuntime.ThreadCount, Again = arguments.GetValue(again) };
        await work(new AlbumIndexer(store, finder, embedder, options), arguments.GetRequiredValue(folders));
    }

    /// <summary>Says what a run did: the figures on the output, what was refused on the error stream.</summary>
    public static void Print(CommandConsole console, IndexReport report)
    {
        foreach (RefusedFile file in report.Refused)
        {
            console.Error.WriteLine($"refused: {file.Path}: {file.Reason}");
        }

        if (report.Others.Count > 0)
        {
            string others = string.Join(
                ", ", report.Others.Select(other => $"{other.Value} {(other.Key.Length > 0 ? other.Key : "without ending")}"));
            console.Error.WriteLine($"files of other kinds left alone: {others}");
        }

        IndexProgress last = report.Last;
        StageSeconds stages = last.Stages;
        console.Error.WriteLine(FormattableString.Invariant(
            $"seconds of work: read {stages.Read:F1}, decode and search {stages.Search:F1}, embed {stages.Embed:F1}, ")
            + FormattableString.Invariant($"store {stages.Store:F1}; {last.Elapsed.TotalSeconds:F1} s by the clock"));
        console.Output.WriteLine(
            $"{report.Files} photos: {report.Unchanged} unchanged, {last.Stored} new or changed, {report.Gone} gone, "
            + $"{report.Refused.Count} refused; {last.Faces} faces found, {last.Embedded} embedded");
    }
}
