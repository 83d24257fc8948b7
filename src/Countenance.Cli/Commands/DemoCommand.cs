using System.CommandLine;
using Countenance.Cli.Evaluation;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Cli.Subspaces;
using Countenance.Cli.Training;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Subspaces;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>
/// The main job on the built-in faces: trains an embedding, evaluates it, splits it, writes a report; about two minutes on two cores, no
/// downloads.
/// </summary>
internal sealed class DemoCommand : CliCommand
{
    private const int PartsOfAnExpression = 2;

    private readonly Sizes sizes;

    private readonly Option<string> output = new("--out")
    {
        Description = "Folder of the demo; an earlier demo in it is replaced.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "demo",
    };

    public DemoCommand()
        : this(new Sizes(Faces: 2400, ImageSize: 48, Epochs: 10, BatchSize: 96))
    {
    }

    /// <summary>A demo of other sizes, for tests.</summary>
    internal DemoCommand(Sizes sizes)
        : base(
            "demo",
            "Trains on built-in drawn faces, evaluates, finds sub-expressions, and writes a report, in about two minutes on two cores.")
    {
        this.sizes = sizes;
        Add(output);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance demo", "The whole way from images to a report, on faces that the program draws"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        TorchRuntime.KeepMemory();
        TorchRuntime.ThreadCount = Environment.ProcessorCount;
        string path = arguments.GetRequiredValue(output);
        var options = new TrainingOptions
        {
            ImageSize = sizes.ImageSize,
            Epochs = sizes.Epochs,
            BatchSize = sizes.BatchSize,
            AverageDecay = 0.98,
            Gaussian = new StructuredGaussianOptions { Sigma = 1, LikelihoodWeight = 0.02 },
        };
        RunFolder folder = StartAfresh(path, options);
        console.Error.WriteLine(
            $"Training a structured-Gaussian embedding of drawn faces: 8 expressions, ResNet18 at {sizes.ImageSize} pixels.");
        string faces = $"synthetic:{sizes.Faces}";
        using ImageDataset training = DataOptions.Open(new DatasetRequest(faces, "train"), console, cancellation);
        using (var observer = new ConsoleTrainingObserver(console, continuation: "run demo again to start over"))
        {
            if (!new TrainingRun(options, folder, training, observer).Execute(cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        using EmbeddingModel model = ModelFile.Load(folder.BestModel);
        using ImageDataset valid = DataOptions.Open(new DatasetRequest(faces, "valid"), console, cancellation);
        ModelEvaluation evaluation;
        using (var progress = console.StartProgress("embedding", valid.Count + training.Count, "images"))
        {
            var protocol = new EvaluationOptions { Threads = TorchRuntime.ThreadCount };
            evaluation = ModelEvaluation.Run(
                model, valid, training, protocol, progress: new ProgressAdapter(progress), cancellation: cancellation);
        }

        EvaluationTables.Write(console.Tables, evaluation.Report);
        ReportContent page = EvaluationPage.Compose(
            "Drawn faces, embedded", model.Card, evaluation, valid, folder.Metrics.Read(), TorchRuntime.ThreadCount);
        string report = Path.Combine(path, "report.html");
        HtmlReport.Write(page with { Sections = Subexpressions(model, training, console, cancellation) }, report);
        console.Output.WriteLine($"Open {report}");
        return Task.CompletedTask;
    }

    // The attributes of drawn faces are known, so that what is found can be measured. Fine-tuning on it is the command subspaces.
    private static IReadOnlyList<ReportSection> Subexpressions(
        EmbeddingModel model, ImageDataset faces, CommandConsole console, CancellationToken cancellation)
    {
        EmbeddingMatrix embeddings = model.Embed(faces, null, cancellation: cancellation);
        var options = new SubspaceOptions();
        int threads = TorchRuntime.ThreadCount;
        SubclassPartition found = new SubclassDiscovery(options, faces, embeddings).Split(PartsOfAnExpression, null, cancellation);
        AgreementTable.Write(
            console.Tables,
            [.. faces.Attributes!.Keys],
            AttributeAgreement.Measure(faces, found.Labels),
            AttributeAgreement.Measure(faces, ClassClusters.Find(embeddings, faces, found, options.Training.Seed, threads)));
        return SubspacePage.Sections(faces, embeddings, found);
    }

    // Only what a demo wrote is removed, so that a folder of something else is refused, not emptied.
    private static RunFolder StartAfresh(string path, TrainingOptions options)
    {
        if (File.Exists(Path.Combine(path, "config.json")))
        {
            (RunFolder earlier, TrainingOptions found) = RunFolder.Open(path);
            if (found != options)
            {
                throw new TrainingException($"{path} holds a run that is not a demo. Give another --out.");
            }

            earlier.Delete();
        }

        return RunFolder.Create(path, options);
    }

    /// <summary>How much a demo draws and trains.</summary>
    /// <param name="Faces">Faces to train on; a quarter as many are evaluated.</param>
    /// <param name="ImageSize">Side of the network's input in pixels.</param>
    /// <param name="Epochs">Passes over the faces.</param>
    /// <param name="BatchSize">Images per batch.</param>
    internal sealed record Sizes(int Faces, int ImageSize, int Epochs, int BatchSize);
}
