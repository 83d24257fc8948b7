using System.CommandLine;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;
using Countenance.Vision;

namespace Countenance.Cli.Commands;

/// <summary>Writes the embeddings of a data set's split, or of single images.</summary>
internal sealed class EmbedCommand : CliCommand
{
    private readonly ModelOption model = new();
    private readonly DataOptions data = new(isRequired: false);
    private readonly Option<string> split = new("--split") { Description = "Split of the data set.", DefaultValueFactory = _ => "train" };
    private readonly Argument<string[]> images = new("IMAGES")
    {
        Description = "Cropped faces, instead of --data.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = $"File to write; its ending sets the format: {string.Join(", ", EmbeddingFile.Extensions)}.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ComputeOptions compute = new();

    public EmbedCommand()
        : base("embed", "Writes the embeddings of a data set or of images to a file.")
    {
        Add(images);
        model.AddTo(this);
        data.AddTo(this);
        Add(split);
        Add(output);
        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance embed --model runs/sgm --data ferplus.zip --split valid --out valid.npy", "A split, for NumPy"),
        new("countenance embed --model runs/sgm face1.png face2.jpg --out faces.csv", "Two cropped faces"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        string path = arguments.GetRequiredValue(output);
        OutputFile.Check(path, [.. EmbeddingFile.Extensions]);
        string[] files = arguments.GetValue(images) ?? [];
        if (files.Length > 0 == data.IsGiven(arguments))
        {
            throw new UsageException("Give either --data or images.");
        }

        if (files.Length > 0)
        {
            RequireUntyped(arguments, "is for --data, not for images.", [split, .. data.Choices]);
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        using EmbeddingModel loaded = model.Load(arguments, compute.DeviceOf(arguments));
        EmbeddingFile.Write(path, files.Length > 0 ? OfFiles() : OfDataset());
        console.Output.WriteLine(path);
        return Task.CompletedTask;

        EmbeddingSet OfFiles()
        {
            Image[] faces = ImageFiles.Load(files, loaded.Card);
            using var progress = console.StartProgress("embedding", files.Length, "images");
            EmbeddingMatrix rows = loaded.Embed(faces, precision, new ProgressAdapter(progress), cancellation);
            return new EmbeddingSet(rows, null, files, loaded.Card.Classes);
        }

        EmbeddingSet OfDataset()
        {
            using ImageDataset dataset = DataOptions.Open(
                FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split), loaded.Card.Channels)), console, cancellation);
            using var progress = console.StartProgress("embedding", dataset.Count, "images");
            EmbeddingMatrix rows = loaded.Embed(dataset, null, precision, new ProgressAdapter(progress), cancellation);
            int[]? labels = Array.Exists(dataset.Labels, label => label >= 0) ? dataset.Labels : null;
            return new EmbeddingSet(rows, labels, dataset.Names, dataset.ClassNames);
        }
    }
}
