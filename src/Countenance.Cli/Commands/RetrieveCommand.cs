using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Options;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Retrieval;
using Countenance.Torch;
using Countenance.Vision;

namespace Countenance.Cli.Commands;

/// <summary>Finds the images of a data set whose expression is nearest to that of query images.</summary>
internal sealed class RetrieveCommand : CliCommand
{
    private const string Html = ".html";
    private const string Csv = ".csv";

    private readonly EmbeddedDataOptions images = new(needsModel: true, needsData: true);
    private readonly Option<string[]> query = new("--query")
    {
        Description = "Cropped faces to search by: image files, or names of images of the data set.",
        HelpName = "IMAGE",
        Required = true,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> k = new("--k") { Description = "Neighbours per query.", DefaultValueFactory = _ => 5 };
    private readonly Option<string?> output = new("--out")
    {
        Description = "File for the result: a sheet of pictures (.png), a page (.html) or a table (.csv).",
        HelpName = "FILE",
    };

    public RetrieveCommand()
        : base("retrieve", "Finds the images whose expression is nearest to that of query images.")
    {
        images.AddTo(this);
        Add(query);
        Add(k);
        Add(output);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance retrieve --model runs/sgm --data ferplus.zip --query me.png --out sheet.png", "The five nearest, and their pictures"),
        new("countenance retrieve --model runs/sgm --data ferplus.zip --split valid --query fer0028638.png --k 10", "By name"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        int count = arguments.GetValue(k);
        if (count < 1)
        {
            throw new UsageException($"The number of neighbours must be positive. Got {count}.");
        }

        string? path = arguments.GetValue(output);
        if (path is not null)
        {
            OutputFile.Check(path, FigureFile.Extension, Html, Csv);
        }

        string[] queries = arguments.GetRequiredValue(query);
        int[] indices = [];
        (EmbeddedData loaded, ComputePrecision precision) = images.Load(
            arguments, console, cancellation, dataset => indices = QueryImages.Resolve(queries, dataset, images.Root(arguments)));
        using EmbeddedData data = loaded;
        IReadOnlyList<NeighbourRow> rows = Find(data, queries, indices, count, precision, cancellation);
        foreach (NeighbourRow row in rows)
        {
            Print(console.Output, row);
        }

        if (path is not null)
        {
            Write(path, rows, data);
            console.Error.WriteLine($"Written: {path}");
        }

        return Task.CompletedTask;
    }

    private static IReadOnlyList<NeighbourRow> Find(
        EmbeddedData data, string[] queries, int[] indices, int count, ComputePrecision precision, CancellationToken cancellation)
    {
        string[] files = [.. queries.Where((_, i) => indices[i] < 0)];
        Image[]? others = files.Length > 0 ? ImageFiles.Load(files, data.Model!.Card) : null;
        EmbeddingMatrix? embedded = others is null ? null : data.Model!.Embed(others, precision, null, cancellation);
        var rows = new List<float>();
        var pictures = new List<Thumbnail>();
        int next = 0;
        foreach (int index in indices)
        {
            rows.AddRange(index < 0 ? embedded![next] : data.Embeddings[index]);
            pictures.Add(index < 0 ? Thumbnail.Of(others![next], files[next]) : data.Picture(index));
            next += index < 0 ? 1 : 0;
        }

        NeighborLists found = new NearestNeighbors(data.Embeddings, TorchRuntime.ThreadCount)
            .Search(new EmbeddingMatrix([.. rows], data.Embeddings.Dimension), Math.Min(count, data.Count) + 1); // it may find itself
        return [.. indices.Select((index, i) => Row(data, index, pictures[i], found[i], found.DistancesOf(i), count))];
    }

    internal static NeighbourRow Row(
        EmbeddedData data, int query, Thumbnail picture, ReadOnlySpan<int> indices, ReadOnlySpan<double> squaredDistances, int count)
    {
        var neighbours = new List<Neighbour>();
        for (int i = 0; i < indices.Length && neighbours.Count < count; i++)
        {
            if (indices[i] != query)
            {
                neighbours.Add(new Neighbour(data.Picture(indices[i]), data.ClassOf(indices[i]), Math.Sqrt(squaredDistances[i])));
            }
        }

        return new NeighbourRow(picture, query < 0 ? null : data.ClassOf(query), null, null, neighbours);
    }

    private static void Print(TextWriter writer, NeighbourRow row)
    {
        writer.WriteLine(row.TrueClass is null ? row.Query.Description : $"{row.Query.Description} ({row.TrueClass})");
        int width = row.Neighbours.Select(neighbour => (neighbour.Class ?? "–").Length).DefaultIfEmpty(0).Max();
        for (int i = 0; i < row.Neighbours.Count; i++)
        {
            (Thumbnail image, string? label, double distance) = row.Neighbours[i];
            string figures = string.Create(CultureInfo.InvariantCulture, $"{i + 1,4}  {distance,8:0.0000}");
            writer.WriteLine($"{figures}  {(label ?? "–").PadRight(width)}  {image.Description}");
        }
    }

    private static void Write(string path, IReadOnlyList<NeighbourRow> rows, EmbeddedData data)
    {
        if (OutputFile.HasEnding(path, FigureFile.Extension))
        {
            FigureFile.Write(RetrievalSheetImage.Draw(rows), path);
        }
        else if (OutputFile.HasEnding(path, Html))
        {
            HtmlReport.Write(
                new ReportContent { Title = "Nearest expressions", Facts = data.Facts(), Neighbours = rows }, path);
        }
        else
        {
            CsvTable.Write(path, ["query", "rank", "distance", "label", "file"], rows.SelectMany(Fields));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Fields(NeighbourRow row) => row.Neighbours.Select((neighbour, i) => (string[])
    [
        row.Query.Description,
        (i + 1).ToString(CultureInfo.InvariantCulture),
        neighbour.Distance.ToString("R", CultureInfo.InvariantCulture),
        neighbour.Class ?? "",
        neighbour.Image.Description,
    ]);
}
