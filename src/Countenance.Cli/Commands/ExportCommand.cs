using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Exporting;
using Countenance.Models;

namespace Countenance.Cli.Commands;

/// <summary>Prepares a trained model for distribution.</summary>
internal sealed class ExportCommand : CliCommand
{
    private static readonly ExportOptions Defaults = new();

    private readonly ModelOption model = new();
    private readonly DataOptions data = new();
    private readonly Option<bool?> mirror = new("--mirror")
    {
        Description = "Average the embeddings of an image and its mirror image, at twice the work. Default: as trained.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> subclasses = new("--subclasses")
    {
        Description = "Sub-classes per class, found by a Gaussian mixture, for a model without sub-spaces; 1 for none.",
        DefaultValueFactory = _ => Defaults.Subclasses,
    };

    private readonly Option<string> output = new("--out")
    {
        Description = "Model file to write, .safetensors.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ComputeOptions compute = new(eightBit: null);

    public ExportCommand()
        : base("export", "Prepares a trained model for distribution: half-precision weights, Gaussians, sub-classes, calibration.")
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
        new("countenance export --model runs/best --data ferplus.zip --out expressions.safetensors", "A calibrated file of half the size"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        string path = arguments.GetRequiredValue(output);
        OutputFile.Check(path, ".safetensors");
        if (Path.GetFullPath(path) == Path.GetFullPath(model.File(arguments)))
        {
            throw new UsageException("The output must not be the model file itself.");
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        using EmbeddingModel loaded = model.Load(arguments, compute.DeviceOf(arguments));
        using ImageDataset dataset = DataOptions.Open(
            FromArguments(() => data.Request(arguments, loaded.Card.Data.Split, loaded.Card.Channels)), console, cancellation);
        double? heldOut = loaded.Card.HoldOut ?? model.Run(arguments)?.HoldOut; // files of before 2026-11-29 do not say
        var options = new ExportOptions
        {
            MirroredViews = arguments.GetValue(mirror),
            Subclasses = arguments.GetValue(subclasses),
            HoldOut = heldOut is > 0 and var share ? share : Defaults.HoldOut,
            Precision = precision,
        };
        if (Doubt(heldOut) is { } doubt)
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

    // Why the images that the temperature is fitted on may be ones the model has learned; null where they were held out.
    private static string? Doubt(double? heldOut) => heldOut switch
    {
        null => "the model does not say how many images were held out; the temperature may be fitted on images it was trained on",
        0 => "nothing was held out when the model was trained; the temperature is fitted on images it was trained on",
        _ => null,
    };
}
