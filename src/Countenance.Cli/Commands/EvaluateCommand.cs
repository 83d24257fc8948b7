using System.CommandLine;
using Countenance.Cli.Evaluation;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Evaluation;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Evaluates a model on a split: tables on the terminal, JSON, an HTML report.</summary>
internal sealed class EvaluateCommand : CliCommand
{
    private static readonly EvaluationOptions Defaults = new();

    private static readonly Dictionary<string, EvaluationParts> Protocols = new()
    {
        ["all"] = EvaluationParts.All,
        ["classification"] = EvaluationParts.Classification,
        ["retrieval"] = EvaluationParts.Retrieval,
        ["clustering"] = EvaluationParts.Clustering,
    };

    private readonly ModelOption model = new();
    private readonly DataOptions data = new();
    private readonly Option<string> split = new("--split") { Description = "Split to evaluate.", DefaultValueFactory = _ => "valid" };
    private readonly Option<string?> gallery = new("--gallery")
    {
        Description = "Data set to search for nearest neighbours. Default: --data.",
        HelpName = "PATH",
    };

    private readonly Option<string> gallerySplit = new("--gallery-split")
    {
        Description = "Split to search for nearest neighbours.",
        DefaultValueFactory = _ => "train",
    };

    private readonly Option<string> protocol = new("--protocol")
    {
        Description = $"What to measure: {string.Join(", ", Protocols.Keys)}.",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<string?> json = new("--json")
    {
        Description = "File for the figures as JSON; - for standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> predictions = new("--predictions")
    {
        Description = "CSV file for each image's label, predictions, typicality and posterior.",
        HelpName = "FILE",
    };

    private readonly Option<int> neighborCount = New("--k", "Nearest neighbours that vote.", Defaults.K);
    private readonly Option<string> prior = New(
        "--prior", $"Class priors of the posterior: {string.Join(", ", GaussianChoices.Priors.Keys)} (the paper's).", "training");

    private readonly Option<string> covariance = New(
        "--covariance", $"Covariance of the posterior: {string.Join(", ", GaussianChoices.Covariances.Keys)}.", "isotropic");

    private readonly Option<string?> report = new("--report") { Description = "Folder to write report.html to.", HelpName = "DIR" };
    private readonly ComputeOptions compute = new();

    public EvaluateCommand()
        : base("evaluate", "Measures a model on a split: classification, posterior, retrieval, clustering.")
    {
        model.AddTo(this);
        data.AddTo(this);
        Option[] options = [split, gallery, gallerySplit, protocol, neighborCount, prior, covariance, json, predictions, report];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance evaluate --model runs/sgm --data ferplus.zip --split valid --report runs/sgm", "All figures, and report.html"),
        new("countenance evaluate --model runs/sgm --data ferplus.zip --protocol retrieval --json -", "Retrieval only, as JSON"),
        new("countenance evaluate --model runs/sgm --data ferplus.zip --prior uniform --predictions valid.csv", "The paper's priors; one line per image"),
        new("countenance evaluate --model runs/sgm --data jaffe --split all --gallery ferplus.zip", "Across data sets, classes matched by name"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        EvaluationParts parts = Named("protocol", Protocols, arguments.GetRequiredValue(protocol));
        EvaluationOptions options = FromArguments(() => Choices(arguments, parts));
        if (arguments.GetValue(json) is { } file and not "-")
        {
            OutputFile.CheckWritable(file);
        }

        if (arguments.GetValue(predictions) is { } table)
        {
            OutputFile.Check(table, ".csv");
        }

        if (arguments.GetValue(report) is { } place)
        {
            OutputFile.Prepare(ReportPath(place));
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        using EmbeddingModel loaded = model.Load(arguments, compute.DeviceOf(arguments));
        if (loaded.Card.Head == ModelHead.Classifier)
        {
            RequireUntyped(arguments, "is for embeddings; a classifier has its own posterior.", prior, covariance);
        }

        DatasetRequest request = FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split), loaded.Card.Channels));
        DatasetRequest galleryRequest = FromArguments(() => request with
        {
            Path = arguments.GetValue(gallery) ?? request.Path,
            Format = arguments.GetValue(gallery) is null ? request.Format : null,
            Split = arguments.GetRequiredValue(gallerySplit),
        });
        using ImageDataset evaluated = DataOptions.Open(request, console, cancellation);
        bool needsGallery = parts.HasFlag(EvaluationParts.Classification);
        using ImageDataset? neighbours = needsGallery ? DataOptions.Open(galleryRequest, console, cancellation) : null;

        FromArguments(() => ModelEvaluation.RequireClasses(loaded.Card, evaluated, neighbours));
        if (evaluated.CountByClass().Sum() == 0)
        {
            console.Error.WriteLine($"warning: {evaluated.Format} {evaluated.Split} has no labels; nothing was measured");
        }

        ModelEvaluation evaluation;
        using (var progress = console.StartProgress("embedding", evaluated.Count + (neighbours?.Count ?? 0), "images"))
        {
            var adapter = new ProgressAdapter(progress);
            evaluation = ModelEvaluation.Run(loaded, evaluated, neighbours, options, precision, adapter, cancellation);
        }

        WriteFigures(arguments, console, evaluation.Report);
        if (arguments.GetValue(predictions) is { } rows)
        {
            PredictionTable.Write(rows, loaded, evaluated, evaluation);
            console.Error.WriteLine($"Predictions: {rows}");
        }

        if (arguments.GetValue(report) is { } folder)
        {
            string path = ReportPath(folder);
            IReadOnlyList<EpochMetrics> epochs = model.Epochs(arguments, console);
            ReportContent page = EvaluationPage.Compose(
                "Expression embedding", loaded.Card, evaluation, evaluated, epochs, TorchRuntime.ThreadCount);
            HtmlReport.Write(page, path);
            console.Error.WriteLine($"Report: {path}");
        }

        return Task.CompletedTask;
    }

    /// <summary>How the parts are measured: with the threads that embed.</summary>
    internal static EvaluationOptions ProtocolOptions(EvaluationParts parts) => new() { Parts = parts, Threads = TorchRuntime.ThreadCount };

    private EvaluationOptions Choices(ParseResult arguments, EvaluationParts parts)
    {
        if (!parts.HasFlag(EvaluationParts.Classification))
        {
            RequireUntyped(
                arguments,
                $"is for the protocols all and classification. Got {arguments.GetValue(protocol)}.",
                gallery,
                gallerySplit,
                neighborCount,
                prior,
                covariance,
                predictions);
        }

        return ProtocolOptions(parts) with
        {
            K = arguments.GetValue(neighborCount),
            Prior = Named("prior", GaussianChoices.Priors, arguments.GetRequiredValue(prior)),
            Covariance = Named("covariance", GaussianChoices.Covariances, arguments.GetRequiredValue(covariance)),
        };
    }

    private static string ReportPath(string folder) => Path.Combine(folder, "report.html");

    private void WriteFigures(ParseResult arguments, CommandConsole console, EvaluationReport figures)
    {
        string? jsonPath = arguments.GetValue(json);
        if (jsonPath == "-")
        {
            console.Output.WriteLine(EvaluationJson.Serialize(figures));
        }
        else
        {
            EvaluationTables.Write(console.Tables, figures);
            if (jsonPath is not null)
            {
                AtomicFile.WriteAllText(jsonPath, EvaluationJson.Serialize(figures) + "\n");
            }
        }
    }
}
