using System.CommandLine;
using System.Globalization;
using Countenance.Auditing;
using Countenance.Cli.Auditing;
using Countenance.Cli.Options;
using Countenance.Cli.Progress;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Reporting.Figures;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Ranks the labels of a data set that are likely wrong.</summary>
internal sealed class AuditCommand : CliCommand
{
    private const int SuspectsInPicture = 48;
    private const int HeldOutHeads = 10; // re-estimating Gaussians costs next to nothing

    private static readonly TrainingOptions Defaults = FoldTraining.RobustOptions;

    private readonly Option<string?> model = new("--model")
    {
        Description = "Judge with this model instead of training; it may have learned the wrong labels.",
        HelpName = "FILE",
    };

    private readonly Option<int?> folds = new("--folds")
    {
        Description = "Number of folds: trains one embedding per fold, without the images it judges. With --model, only class Gaussians "
            + $"are held out (default {HeldOutHeads} folds).",
        HelpName = "K",
    };

    private readonly DataOptions data = new();
    private readonly Option<string> split = New("--split", "Split to audit.", "train");
    private readonly Option<string?> labels = new("--labels-csv")
    {
        Description = "CSV (columns file, label) whose labels replace the data set's, for the images it names.",
        HelpName = "FILE",
    };

    private readonly Option<string> output = New("--out", "CSV file to write: the suspects, likeliest first.", "suspects.csv");
    private readonly Option<string?> sheet = new("--sheet")
    {
        Description = "Pictures of the first suspects, as a page (.html) or as one picture (.png).",
        HelpName = "FILE",
    };

    private readonly Option<double> threshold =
        New("--threshold", "Smallest probability of being wrong that makes a label a suspect.", 0.5);

    private readonly Option<string> covariance =
        New("--covariance", $"Covariance of the class Gaussians: {string.Join(", ", GaussianChoices.Covariances.Keys)}.", "isotropic");

    private readonly Option<string> work =
        New("--work", "Folder for the per-fold runs; rerunning reuses it.", "runs/audit");

    private readonly Option<string?> startFrom = new("--start-from")
    {
        Description = "The --work folder of an earlier audit of the same labels and folds; training starts from its models.",
        HelpName = "DIR",
    };

    private readonly Option<double> flip =
        New("--flip", "Experiment: flip this share of the labels and measure how many are found.", 0.0);

    private readonly Option<long> flipSeed = New("--flip-seed", "Random seed of the flips.", 1L);
    private readonly Option<int> epochs = New("--epochs", "Passes over a fold's training images.", Defaults.Epochs);
    private readonly Option<int> batchSize = New("--batch-size", "Images per batch.", Defaults.BatchSize);
    private readonly Option<double> learningRate = New("--lr", "Peak learning rate.", Defaults.LearningRate);
    private readonly Option<int> dimension = New("--dim", "Dimensions of the embedding.", Defaults.Dimension);
    private readonly Option<int> imageSize = New("--image-size", "Side of the network's input in pixels.", Defaults.ImageSize);
    private readonly Option<long> seed = New("--seed", "Random seed of the folds and of their training.", Defaults.Seed);
    private readonly ComputeOptions compute = new(eightBit: "for an exported --model");

    public AuditCommand()
        : base("audit", "Ranks the labels that are likely wrong, each with a suggestion, a probability and a reason.")
    {
        data.AddTo(this);
        Option[] options =
        [
            folds, model, split, labels, output, sheet, threshold, covariance, work, startFrom, flip, flipSeed, epochs, batchSize,
            learningRate, dimension, imageSize, seed,
        ];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance audit --data ferplus.zip --folds 2 --sheet suspects.html", "Two embeddings, each judging what it has not seen"),
        new("countenance audit --data ferplus.zip --folds 2 --start-from runs/audit --work runs/audit2", "Trains them further"),
        new("countenance audit --data ferplus.zip --model runs/sgm", "In a minute, with a model that may have learned the labels"),
        new("countenance audit --data ferplus.zip --folds 2 --flip 0.1", "Flips a tenth of the labels and measures how many it finds"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        if (arguments.GetValue(model) is null && arguments.GetValue(folds) is null)
        {
            throw new UsageException(
                "Give --folds to train embeddings that have not seen the labels they judge, or --model to judge with a trained one.");
        }

        ComputePrecision precision = compute.Apply(arguments, console);
        var options = new AuditOptions
        {
            Covariance = Named("covariance", GaussianChoices.Covariances, arguments.GetRequiredValue(covariance)),
        };
        bool trains = arguments.GetValue(model) is null;
        TrainingOptions training = FromArguments(() => Choices(arguments, trains ? precision : ComputePrecision.Full));
        string path = arguments.GetRequiredValue(output);
        FromArguments(() => SuspectList.RequireThreshold(arguments.GetValue(threshold)));
        RequireUsed(arguments, trains);
        OutputFile.RequireEnding(path, ".csv");
        OutputFile.RequireNamed(arguments, output);
        if (arguments.GetValue(sheet) is { } pictures)
        {
            OutputFile.RequireEnding(pictures, ".html", FigureFile.Extension);
            OutputFile.Prepare(pictures);
        }

        OutputFile.Prepare(path); // hours later would be too late to find that it cannot be written
        using EmbeddingModel? judge = arguments.GetValue(model) is { } file ? ModelFile.Load(ModelOption.FileOf(file), training.Device) : null;
        using ImageDataset dataset = DataOptions.Open(
            FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split), judge?.Card.Channels ?? 1)),
            console, cancellation);

        LabelFlips flips = Labels(arguments, dataset);
        using ImageDataset audited = dataset.WithLabels(flips.Labels);
        int foldCount = arguments.GetValue(folds) ?? HeldOutHeads;
        AuditFolds dealt = FromArguments(() => AuditFolds.Create(audited.Labels, foldCount, arguments.GetValue(seed)));
        OutOfFoldEvidence evidence = judge is null
            ? ByFolds(Trainings(arguments, training, audited, dealt), dealt, training.Gaussian.Sigma, options, console, cancellation)
            : ByModel(judge, audited, dealt, precision, options, console, cancellation);
        LabelAudit audit = FromArguments(() => LabelAudit.Judge(evidence));

        // In the experiment the votes would tell which labels were flipped.
        float[]? votes = flips.Count == 0 ? dataset.Votes : null;
        IReadOnlyList<Suspect> suspects = FromArguments(() => SuspectList.Create(audit, audited, votes, arguments.GetValue(threshold)));
        SuspectsFile.Write(path, suspects);
        Show(console, audit, suspects, flips);
        if (arguments.GetValue(sheet) is { } page)
        {
            bool written = WriteSheet(page, audited, suspects, Facts(judge, dealt, training, audit));
            console.Error.WriteLine(written ? $"Sheet: {page}" : $"No suspects: {page} was not written");
        }

        console.Output.WriteLine(path);
        return Task.CompletedTask;
    }

    // What would be ignored is refused.
    private void RequireUsed(ParseResult arguments, bool trains)
    {
        if (!trains)
        {
            RequireUntyped(
                arguments,
                "has no effect with --model, which trains nothing.",
                epochs, batchSize, learningRate, dimension, imageSize, work, startFrom);
        }

        if (arguments.GetValue(flip) == 0)
        {
            RequireUntyped(arguments, $"needs a {flip.Name}.", flipSeed);
        }
    }

    private static bool WriteSheet(string path, ImageDataset audited, IReadOnlyList<Suspect> suspects, IReadOnlyList<ReportFact> facts)
    {
        if (!OutputFile.HasEnding(path, FigureFile.Extension))
        {
            HtmlReport.Write(AuditPage.Compose(audited, suspects, facts), path);
            return true;
        }

        if (suspects.Count > 0)
        {
            FigureFile.Write(SuspectSheetImage.Draw(AuditPage.Pictures(audited, suspects, SuspectsInPicture)), path);
        }

        return suspects.Count > 0;
    }

    private static void Show(CommandConsole console, LabelAudit audit, IReadOnlyList<Suspect> suspects, LabelFlips flips)
    {
        AuditTables.WriteSuspects(console.Tables, suspects);
        if (flips.Count > 0)
        {
            AuditTables.WriteFigures(console.Tables, AuditComparison.Measure(audit, flips.IsFlipped));
        }

        console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{suspects.Count} suspects; at least {100 * audit.NoiseRate:0.0} % of the labels seem wrong."));
    }

    private FoldTraining Trainings(ParseResult arguments, TrainingOptions training, ImageDataset audited, AuditFolds folds)
        => new(training, arguments.GetRequiredValue(work), audited, folds, arguments.GetValue(startFrom));

    private static OutOfFoldEvidence ByFolds(
        FoldTraining training,
        AuditFolds folds,
        double sigma,
        AuditOptions options,
        CommandConsole console,
        CancellationToken cancellation)
        => OutOfFoldEvidence.Gather(
            folds,
            training.ClassNames,
            sigma,
            fold =>
            {
                using var observer = new FoldObserver(console, fold + 1, folds.Count, folds.Of.Count);
                return FromArguments(() => training.Embed(fold, observer, observer, cancellation));
            },
            options);

    private static OutOfFoldEvidence ByModel(
        EmbeddingModel judge,
        ImageDataset audited,
        AuditFolds folds,
        ComputePrecision precision,
        AuditOptions options,
        CommandConsole console,
        CancellationToken cancellation)
    {
        console.Error.WriteLine(
            "Only the class Gaussians are held out: if the model's embedding has learned these labels, it hides their errors. --folds " +
            "without --model trains embeddings that have not seen them.");
        EmbeddingMatrix embeddings;
        using (var progress = console.StartProgress("embedding", audited.Count, "images"))
        {
            embeddings = judge.Embed(audited, null, precision, new ProgressAdapter(progress), cancellation);
        }

        return OutOfFoldEvidence.Gather(folds, audited.ClassNames, judge.Card.Sigma, _ => embeddings, options);
    }

    private static IReadOnlyList<ReportFact> Facts(EmbeddingModel? judge, AuditFolds folds, TrainingOptions training, LabelAudit audit) =>
    [
        new("Judged by", judge is null
            ? $"{folds.Count} embeddings of {training.Epochs} epochs, each trained without the images it judges"
            : $"class Gaussians held out in {folds.Count} folds; the embedding may have seen the labels"),
        new("Labels that seem wrong", string.Create(CultureInfo.InvariantCulture, $"{100 * audit.NoiseRate:0.0} % or more")),
    ];

    private LabelFlips Labels(ParseResult arguments, ImageDataset dataset)
    {
        int[] given = arguments.GetValue(labels) is { } file ? LabelsFile.Read(file, dataset) : dataset.Labels;
        return FromArguments(() => LabelFlips.Create(
            given, dataset.ClassNames.Count, arguments.GetValue(flip), arguments.GetValue(flipSeed)));
    }

    private TrainingOptions Choices(ParseResult arguments, ComputePrecision precision)
    {
        TrainingOptions usual = arguments.GetValue(startFrom) is null ? Defaults : FoldTraining.ContinuedOptions;
        TrainingOptions options = usual with
        {
            Epochs = arguments.GetValue(epochs),
            BatchSize = arguments.GetValue(batchSize),
            LearningRate = arguments.GetValue(learningRate),
            Dimension = arguments.GetValue(dimension),
            ImageSize = arguments.GetValue(imageSize),
            Precision = precision,
            Device = compute.DeviceOf(arguments),
            Seed = arguments.GetValue(seed),
        };
        options.Validate();
        return options;
    }
}
