using System.CommandLine;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Auditing;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Web;

namespace Countenance.Cli.Commands;

/// <summary>Shows a labelled data set in a browser until it is stopped.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly ModelOption model = new();
    private readonly DataOptions data = new();
    private readonly Option<string> split = new("--split") { Description = "Split of the data set.", DefaultValueFactory = _ => "train" };
    private readonly Option<string?> suspects = new("--suspects")
    {
        Description = "File of suspects written by audit, for the review. Default: the labels that the model doubts.",
        HelpName = "FILE",
    };

    private readonly Option<string?> album = new("--album")
    {
        Description = "Album file for embeddings and your label corrections. Default: one per data set in the cache folder.",
        HelpName = "FILE",
    };

    private readonly ComputeOptions compute = new();
    private readonly ServingOptions serving = new();

    public ServeCommand()
        : base("serve", "Shows a labelled data set in a browser on this machine: expressions, groups, map, search, doubtful labels.")
    {
        model.AddTo(this);
        data.AddTo(this);
        Add(split);
        Add(suspects);
        Add(album);
        compute.AddTo(this);
        serving.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance serve --data ferplus.zip --model default", "Embeds the images once; open the address that it prints"),
        new("countenance serve --data ferplus.zip --model default --suspects suspects.csv", "Review the labels that an audit doubts"),
    ];

    public override async Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        PageOptions options = serving.Read(arguments);
        ComputePrecision precision = compute.Apply(arguments, console);
        string modelFile = Path.GetFullPath(model.File(arguments));
        using FaceEmbedder embedder = FaceEmbedder.Load(modelFile, precision, compute.DeviceOf(arguments));
        DatasetRequest request = FromArguments(
            () => data.Request(arguments, arguments.GetRequiredValue(split), embedder.Card.Channels));
        using ImageDataset dataset = DataOptions.Open(request, console, cancellation);
        IReadOnlyList<Suspect>? doubted = arguments.GetValue(suspects) is { } list ? SuspectsFile.Read(list, dataset) : null;
        var indexer = new DatasetIndexer(dataset);
        using IAlbumStore store = AlbumStores.Open(arguments.GetValue(album) ?? InCache(request, dataset, indexer));
        AlbumModel known = Embed(indexer, store, embedder, console, cancellation);
        embedder.Dispose(); // the page loads the model when a picture is searched by
        await ServingOptions.ServeAsync(
            store,
            known,
            options with { Data = new LabelledData(dataset, doubted), ModelFile = modelFile },
            $"{dataset.Format} {dataset.Split}, kept in {store.Location},",
            console,
            cancellation);
    }

    private static AlbumModel Embed(
        DatasetIndexer indexer, IAlbumStore store, FaceEmbedder embedder, CommandConsole console, CancellationToken cancellation)
    {
        using var progress = new LateProgress(console, indexer.Count);
        return indexer.Run(store, embedder, progress, cancellation);
    }

    private static string InCache(DatasetRequest request, ImageDataset dataset, DatasetIndexer indexer)
    {
        string folder = Path.Combine(request.EffectiveCacheDirectory, "albums");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(folder, $"the album cannot be kept there ({error.Message}); name a file with --album", error);
        }

        return Path.Combine(folder, $"{dataset.Format}-{dataset.Split}-{indexer.Key[..16]}.db");
    }

    /// <summary>Progress that is not shown where nothing is to be embedded.</summary>
    private sealed class LateProgress(CommandConsole console, int images) : IProgress<int>, IDisposable
    {
        private ProgressReporter? shown;

        public void Report(int value) => (shown ??= console.StartProgress("embedding", images, "images", value)).Report(value);

        public void Dispose() => shown?.Dispose();
    }
}
