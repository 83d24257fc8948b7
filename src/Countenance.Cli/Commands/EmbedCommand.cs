using System.CommandLine;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Models;

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
        if (files.Length > 0)
        {
            var faces = ImageFiles.Load(files, loaded.Card);
            using ProgressReporter progress = Start(files.Length);
            EmbeddingMatrix rows = faces.Embed(loaded, precision, cancellation, progress);
            EmbeddingFile.Write(path, new EmbeddingSet(rows, null, files, loaded.Card.Classes));
        }
        else
        {
            using ImageDataset dataset = DataOptions.Open(
                FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split), loaded.Card.Channels)),
                console, cancellation);
            using ProgressReporter progress = Start(dataset.Count);
            EmbeddingMatrix rows = loaded.Embed(dataset, null, precision, new ProgressAdapter(progress), cancellation);
            int[]? labels = Array.Exists(dataset.Labels, label => label >= 0) ? dataset.Labels : null;
            EmbeddingFile.Write(path, new EmbeddingSet(rows, labels, dataset.Names, dataset.ClassNames));
        }

        console.Output.WriteLine(path);
        return Task.CompletedTask;

        ProgressReporter Start(int count) => console.StartProgress("embedding", count, "images");
    }
}
