using System.CommandLine;
using System.Globalization;
using Countenance.Album.Indexing;
using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Cli.Album;

/// <summary>Finds faces of an album: by the expression of a picture, or by an expression's name.</summary>
internal sealed class AlbumSearchCommand : CliCommand
{
    private readonly Argument<string?> image = new("IMAGE")
    {
        Description = "Picture with the expression to search for, of any person. Without it, faces are listed.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly AlbumOption album = new();
    private readonly Option<int?> face = new("--face") { Description = "Which face of the picture, from the left.", HelpName = "N" };
    private readonly FacesOption faces = new();
    private readonly FilterOptions filter = new();
    private readonly Option<bool> typical = new("--typical") { Description = "Most typical faces first." };
    private readonly Option<bool> unusual = new("--unusual") { Description = "Least typical faces first." };
    private readonly Option<int> k = new("--k") { Description = "Number of faces shown at most.", DefaultValueFactory = _ => 16 };
    private readonly Option<bool> json = new("--json") { Description = "Print JSON." };

    public AlbumSearchCommand()
        : base("search", "Finds the faces whose expression is nearest to a picture's, or lists those of an expression.")
    {
        Add(image);
        album.AddTo(this);
        Add(face);
        faces.AddTo(this);
        filter.AddTo(this);
        Option[] options = [typical, unusual, k, json];
        Array.ForEach(options, Add);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance album search me.jpg --album photos.db --face 2", "The expression of the second face from the left"),
        new("countenance album search --album photos.db --expression happiness --unusual --from 2024-01-01", "Odd smiles since 2024"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        int count = arguments.GetValue(k);
        string? query = arguments.GetValue(image);
        bool isRanked = arguments.GetValue(typical) || arguments.GetValue(unusual);
        if (count < 1)
        {
            throw new UsageException($"The number of faces must be positive. Got {count}.");
        }

        if ((query is not null && isRanked) || (arguments.GetValue(typical) && arguments.GetValue(unusual)))
        {
            throw new UsageException("Give only one of a picture, --typical and --unusual.");
        }

        if (query is null)
        {
            RequireUntyped(arguments, "needs a picture.", face, faces.Option);
        }

        FaceFinderEntry? typed = faces.Typed(arguments);
        using IAlbumStore store = album.Open(arguments);
        AlbumModel model = album.Model(arguments, store, console);
        AlbumIndex index = AlbumIndex.Load(store, model, cancellation: cancellation);
        FaceFilter only = filter.Filter(arguments, model, index.Faces);
        IReadOnlyList<FaceHit> hits;
        if (query is null)
        {
            hits = index.Ranked(Order(arguments), count, only);
        }
        else
        {
            using FaceEmbedder embedder = FaceEmbedder.Load(album.FileOf(arguments, model, store));
            IFaceFinder finder = (typed ?? FacesOption.Usual(store) ?? FaceFinders.All[0]).Create();
            using var owned = finder as IDisposable;
            QueryFace found = QueryFace.Find(query, arguments.GetValue(face), finder, embedder, cancellation);
            hits = index.Nearest(found.Vector, count, only with { NotPhoto = found.PhotoHash });
        }

        Print(console, hits, arguments.GetValue(json));
        return Task.CompletedTask;
    }

    private FaceOrder Order(ParseResult arguments) =>
        arguments.GetValue(typical) ? FaceOrder.Typical : arguments.GetValue(unusual) ? FaceOrder.Unusual : FaceOrder.Newest;

    // Tabs between the fields: paths hold blanks.
    private static void Print(CommandConsole console, IReadOnlyList<FaceHit> hits, bool asJson)
    {
        if (asJson)
        {
            console.Output.WriteLine(SearchJson.Serialize(hits));
            return;
        }

        foreach (FaceHit hit in hits)
        {
            string measure = hit.Distance is { } distance
                ? string.Create(CultureInfo.InvariantCulture, $"distance {distance:0.000}")
                : string.Create(CultureInfo.InvariantCulture, $"typicality {hit.Face.Face.Embedding.Typicality:0.000}");
            console.Output.WriteLine($"{hit.Face.Face.Path}\tface {hit.Face.Face.Id}\t{hit.Face.Expression}\t{measure}");
        }

        if (hits.Count == 0)
        {
            console.Error.WriteLine("no face matches");
        }
    }
}
