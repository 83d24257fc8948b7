using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Exporting;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Makes a trained model ready to be given away.</summary>
internal sealed class ExportCommand : CliCommand
{
    private static readonly ExportOptions Defaults = new();

    private readonly ModelOption model = new();
    private readonly DataOptions data = new();
    private readonly Option<bool?> mirror = new("--mirror")
    {
        Description = "Whether the model embeds an image as the mean over it and its mirror image, at twice the work. Default: as trained.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> subclasses = new("--subclasses")
    {
        Description = "Sub-classes of a class, by a Gaussian mixture, for a model without sub-spaces; 1 for none.",
        DefaultValueFactory = _ => Defaults.Subclasses,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "Model file to write, .safetensors.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ComputeOptions compute = new();

    public ExportCommand()
        : base("export", "Makes a trained model ready to be given away: half-precision weights, Gaussians, sub-classes, calibration.")
    {
        model.AddTo(this);
        data.AddTo(this);
        Add(mirror);
        Add(subclasses);
        Add(output);
        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance export --model runs/best --data ferplus.zip --out expressions.safetensors", "A file half as large, calibrated"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        string path = arguments.GetRequiredValue(output);
        OutputFile.Check(path, ".safetensors");
        if (Path.GetFullPath(path) == Path.GetFullPath(model.File(arguments)))
        {
            throw new UsageException("The output must be another file than the model.");
        }

        ComputePrecision precision = compute.Apply(arguments);
        using EmbeddingModel loaded = model.Load(arguments, compute.DeviceOf(arguments));
        using ImageDataset dataset = DataOptions.Open(
            FromArguments(() => data.Request(arguments, loaded.Card.Data.Split, loaded.Card.Channels)), console, cancellation);
        TrainingOptions? trained = model.Run(arguments);
        var options = new ExportOptions
        {
            MirroredViews = arguments.GetValue(mirror),
            Subclasses = arguments.GetValue(subclasses),
            HoldOut = trained?.HoldOut is > 0 and var share ? share : Defaults.HoldOut,
            Precision = precision,
        };
        if (Doubt(model.File(arguments), trained) is { } doubt)
        {
            console.Error.WriteLine($"warning: {doubt}");
        }

        ModelCard card;
        using (var progress = console.StartProgress("embedding", dataset.Count, "images"))
        {
            card = FromArguments(() => ModelExport.Write(path, loaded, dataset, options, new ProgressAdapter(progress), cancellation));
        }

        string temperature = card.Temperature.ToString("0.000", CultureInfo.InvariantCulture);
        string size = (new FileInfo(path).Length / 1e6).ToString("0.0", CultureInfo.InvariantCulture);
        console.Output.WriteLine($"{path}: {size} MB, {card.Classes.Count} classes, {card.Subclasses.Count} sub-classes, temperature {temperature}");
        return Task.CompletedTask;
    }

    // Why the images that the temperature is fitted on may be ones the model has learned; null where a run held them out.
    private static string? Doubt(string file, TrainingOptions? trained)
        => Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(file))) is { } run && SubspaceFolder.IsRun(run)
            ? "sub-spaces are learned from all images, none held out; the temperature is fitted on what the model has learned"
            : trained is null
            ? "this is no run folder; the temperature is fitted on the images that a run of the model's seed holds out by default, "
                + "which this model may have learned"
            : trained.HoldOut == 0
            ? "nothing was held out when this model was trained; the temperature is fitted on what it has learned"
            : null;
}
