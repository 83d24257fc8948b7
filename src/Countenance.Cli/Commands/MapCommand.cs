using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Projection;
using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Reporting.Sections;
using Countenance.Subspaces;
using Countenance.Torch;

namespace Countenance.Cli.Commands;

/// <summary>Draws the embeddings of a split as a map: t-SNE, coloured by class.</summary>
internal sealed class MapCommand : CliCommand
{
    private const string Html = ".html";
    private const string Csv = ".csv";
    private const string DefaultOutput = "map.html";

    private readonly EmbeddedDataOptions images = new(needsModel: false, needsData: false);
    private readonly Option<double> perplexity = new("--perplexity")
    {
        Description = "Perplexity of t-SNE: the effective number of neighbours per image.",
        DefaultValueFactory = _ => new TSneOptions().Perplexity,
    };

    private readonly Option<long> seed = new("--seed")
    {
        Description = "Random seed; the same seed gives the same map.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "File to write: a page (.html), a picture (.png, by sub-class where the model has them) or the coordinates (.csv).",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultOutput,
    };

    public MapCommand()
        : base("map", "Draws embeddings as a map in which similar expressions lie together (t-SNE).")
    {
        images.AddTo(this);
        Add(perplexity);
        Add(seed);
        Add(output);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance map --model runs/sgm --data ferplus.zip --split valid --out map.html", "A page with pictures and names"),
        new("countenance map --embeddings valid.npy --out map.csv", "Coordinates for embeddings computed before"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        string path = arguments.GetRequiredValue(output);
        OutputFile.Check(path, FigureFile.Extension, Html, Csv);
        OutputFile.RequireNamed(arguments, output);
        var options = new TSneOptions { Perplexity = arguments.GetValue(perplexity), Seed = arguments.GetValue(seed) };
        FromArguments(options.Validate);
        (EmbeddedData loaded, _) = images.Load(arguments, console, cancellation);
        using EmbeddedData data = loaded;
        if (data.Count <= options.Perplexity)
        {
            throw new UsageException(FormattableString.Invariant(
                $"The perplexity must be less than the number of images, {data.Count}. Got {options.Perplexity}."));
        }

        options = options with { Threads = TorchRuntime.ThreadCount };
        EmbeddingMatrix points;
        using (ProgressReporter progress = console.StartProgress("map", options.Iterations, "iterations"))
        {
            points = TSne.Fit(data.Embeddings, options, new ProgressAdapter(progress), cancellation).Points;
        }

        Write(path, points, data, options, cancellation);
        console.Output.WriteLine(path);
        return Task.CompletedTask;
    }

    private static void Write(
        string path, EmbeddingMatrix points, EmbeddedData data, TSneOptions options, CancellationToken cancellation)
    {
        if (OutputFile.HasEnding(path, Csv))
        {
            CsvTable.Write(path, ["x", "y", "label", "file"], Enumerable.Range(0, points.Count).Select(i => (string[])
            [
                points[i][0].ToString("R", CultureInfo.InvariantCulture),
                points[i][1].ToString("R", CultureInfo.InvariantCulture),
                data.ClassOf(i) ?? "",
                data.Names?[i] ?? "",
            ]));
        }
        else if (OutputFile.HasEnding(path, Html))
        {
            HtmlReport.Write(Page(Chart(points, data, withPictures: true, cancellation), data, options), path);
        }
        else
        {
            ScatterChart chart = Chart(points, data, withPictures: false, cancellation);
            FigureFile.Write(ScatterImage.Draw(chart, chart.Colourings.Count - 1), path);
        }
    }

    internal static ScatterChart Chart(EmbeddingMatrix points, EmbeddedData data, bool withPictures, CancellationToken cancellation)
    {
        ThumbnailAtlas? atlas = withPictures && data.Dataset is { } dataset
            ? ThumbnailAtlas.Create(dataset.Count, i => DatasetImages.ToImage(dataset, i), cancellation)
            : null;
        string place = data.Dataset is { } set ? $"t-SNE of {set.Format} {set.Split}" : "t-SNE";
        return new ScatterChart(place, points, [.. Colourings(data)], data.Names, atlas);
    }

    // By class, and by sub-class where the model has sub-spaces.
    private static IEnumerable<ScatterColouring> Colourings(EmbeddedData data)
    {
        if (!data.Labels.Any(label => label >= 0))
        {
            yield break;
        }

        yield return ScatterColouring.ByClass(data.Labels, data.ClassNames);
        if (data.Model is { SubclassGaussians: not null } model)
        {
            int[] subclasses = SubclassAssignment.Within(model, data.Embeddings, data.Labels, data.ClassNames);
            yield return ScatterColouring.BySubclass(data.Labels, subclasses, data.ClassNames);
        }
    }

    private static ReportContent Page(ScatterChart chart, EmbeddedData data, TSneOptions options) => new()
    {
        Title = "Map of expressions",
        Facts =
        [
            .. data.Facts(),
            new("t-SNE", FormattableString.Invariant(
                $"perplexity {options.Perplexity:0.#}, {options.Iterations} iterations, seed {options.Seed}")),
        ],
        Sections =
        [
            new ScatterSection(
                "map",
                "Map",
                "Every point is an image. t-SNE lays the embedding out in the plane so that near images stay near; distances between far " +
                "groups mean little, and the axes have no unit.",
                chart),
        ],
    };
}
