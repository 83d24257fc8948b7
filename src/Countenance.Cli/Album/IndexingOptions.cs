using System.CommandLine;
using Countenance.Album;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Cli.Options;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Cli.Album;

/// <summary>The arguments of the commands that index folders.</summary>
internal sealed class IndexingOptions
{
    private readonly Argument<string[]> folders = new("FOLDERS")
    {
        Description = "Folders of photos, subfolders included.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly AlbumOption album = new();
    private readonly FacesOption faces = new();
    private readonly Option<bool> again = new("--again")
    {
        Description = "Also reprocess unchanged photos that failed to decode or were searched with another --faces; treat the photos of an "
            + "empty folder as deleted.",
    };

    private readonly ComputeOptions compute = new();

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(folders);
        album.AddTo(command);
        faces.AddTo(command);
        command.Add(again);
        compute.AddTo(command);
    }

    /// <summary>Opens the album and the model and does something with an indexer of the folders.</summary>
    public async Task RunAsync(
        ParseResult arguments, CommandConsole console, Func<AlbumIndexer, IReadOnlyCollection<string>, Task> work)
    {
        FaceFinderEntry? typed = faces.Typed(arguments);
        ComputePrecision precision = compute.Apply(arguments, console);
        string[] named = arguments.GetRequiredValue(folders);
        RequireFolders(named);

        // The model comes before the album, so that one that was mistyped leaves no empty album behind.
        using FaceEmbedder? first = album.ModelFile(arguments) is { } file ? Load(file) : null;
        using IAlbumStore store = album.Create(arguments);
        using FaceEmbedder? last = first is null ? Load(album.ModelFile(arguments, store)) : null;
        IFaceFinder finder = FacesOption.Choose(typed, store, console).Create();
        using var owned = finder as IDisposable;
        var options = new IndexOptions { Workers = TorchRuntime.ThreadCount, Again = arguments.GetValue(again) };
        await work(new AlbumIndexer(store, finder, (first ?? last)!, options), named);

        FaceEmbedder Load(string path) => FaceEmbedder.Load(Path.GetFullPath(path), precision, compute.DeviceOf(arguments));
    }

    /// <summary>Refuses folders that are not there.</summary>
    /// <exception cref="AlbumException">One is not.</exception>
    public static void RequireFolders(IEnumerable<string> folders)
    {
        if (folders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new AlbumException(missing, "there is no such folder");
        }
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
