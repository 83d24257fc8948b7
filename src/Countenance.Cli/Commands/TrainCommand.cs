using System.CommandLine;
using Countenance.Cli.Options;
using Countenance.Cli.Training;
using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Sampling;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Trains an embedding, or resumes a run.</summary>
internal sealed class TrainCommand : CliCommand
{
    private static readonly TrainingOptions Defaults = new();

    private readonly DataOptions data = new();
    private readonly ComputeOptions compute = new(eightBit: null, resumes: true);
    private readonly Option<string?> recipe = new("--recipe")
    {
        Description = $"Recipe that sets the options: {string.Join(", ", TrainingRecipe.Names)}, or a file of your own. Typed options win; "
            + "the defaults below are those without a recipe.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<string> model =
        New("--model", $"Backbone: {Names(ModelArchitectures.All, entry => entry.Name)}.", Defaults.Model);
    private readonly Option<string> loss = New("--loss", $"Loss: {Names(EmbeddingLosses.All, entry => entry.Name)}.", Defaults.Loss);
    private readonly Option<int> dimension = New("--dim", "Dimensions of the embedding.", Defaults.Dimension);
    private readonly Option<double> sigma = New("--sigma", "σ of the class Gaussians.", Defaults.Gaussian.Sigma);
    private readonly Option<double> likelihood = New(
        "--likelihood",
        "Weight of the likelihood term; 0 to leave the term out, as the paper does.",
        Defaults.Gaussian.LikelihoodWeight);

    private readonly Option<double> crossEntropy = New(
        "--cross-entropy",
        "Weight of the posterior's cross-entropy; 0 to leave the term out, as the paper does.",
        Defaults.Gaussian.CrossEntropyWeight);

    private readonly Option<bool> leaveOneOut = New("--leave-one-out", "Leave a sample out of its own class mean.", false);
    private readonly Option<bool> regeneration =
        New("--regeneration", "Also train on mixtures of the batch's embeddings (the authors' 'regeneration').", false);

    private readonly Option<double> margin = New("--margin", "Margin of the triplet loss.", Defaults.Triplet.Margin);
    private readonly Option<string> mining =
        New("--mining", $"How triplets are chosen: {Names(TripletMiners.All, entry => entry.Name)}.", Defaults.Triplet.Mining);

    private readonly Option<string> targets = New("--targets", "Training targets: votes (if the data set has them) or onehot.", "votes");
    private readonly Option<bool> mirror = New("--mirror", "Average the embeddings of an image and its mirror image.", false);
    private readonly Option<int> epochs = New("--epochs", "Passes over the training images.", Defaults.Epochs);
    private readonly Option<int> batchSize = New("--batch-size", "Images per batch.", Defaults.BatchSize);
    private readonly Option<string> sampling =
        New("--sampling", $"How batches are drawn: {Names(Samplers.All, entry => entry.Name)}.", Defaults.Sampling);

    private readonly Option<double> learningRate = New("--lr", "Peak learning rate.", Defaults.LearningRate);
    private readonly Option<double> weightDecay = New("--weight-decay", "Decoupled weight decay.", Defaults.WeightDecay);
    private readonly Option<double> warmup = New("--warmup", "Epochs over which the learning rate rises.", Defaults.WarmupEpochs);
    private readonly Option<double> average =
        New("--average", "Decay of the moving average of the weights; 0 for none.", Defaults.AverageDecay);

    private readonly Option<double> holdOut =
        New("--hold-out", "Share of the training images held out to choose the best epoch.", Defaults.HoldOut);

    private readonly Option<int> patience =
        New("--patience", "Stop after this many epochs without a better score; 0 for never.", Defaults.Patience);

    private readonly Option<int?> imageSize = new("--image-size")
    {
        Description = "Side of the network's input in pixels. Default: the recipe's, or the backbone's own.",
        HelpName = "PIXELS",
    };

    private readonly Option<string?> from = new("--from")
    {
        Description = "Model file or run folder whose weights the run starts from. Default: random weights.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> teachers = new("--teacher")
    {
        Description = "Model files or run folders whose posteriors, averaged, become part of the targets (distillation).",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double> teacherWeight =
        New("--teacher-weight", "Share of the teachers in the targets, 0 to 1.", Defaults.TeacherWeight);

    private readonly Option<double> mixup =
        New("--mixup", "Mixup α: images and targets are mixed by Beta(α, α); sgm and softmax only; 0 turns it off.", Defaults.Mixup);

    private readonly Option<long> seed = New("--seed", "Random seed of the run.", Defaults.Seed);
    private readonly Option<string> output = New("--out", "Folder of the run.", "runs/latest");
    private readonly Option<bool> resume = New("--resume", "Continue the run in --out with the options it was started with.", false);

    public TrainCommand()
        : base("train", "Trains an embedding of expressions on a data set's training split.")
    {
        data.AddTo(this);
        Option[] options =
        [
            recipe, model, loss, dimension, sigma, likelihood, crossEntropy, leaveOneOut, regeneration, margin, mining, targets, mirror, epochs,
            batchSize, sampling, learningRate, weightDecay, warmup, average, holdOut, patience, imageSize, from, teachers, teacherWeight,
            mixup, seed, output, resume,
        ];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance train --data ferplus.zip --epochs 20 --out runs/sgm", "An SGM embedding of FER+, ResNet18 at 64 pixels"),
        new("countenance train --data ferplus.zip --recipe best --device cuda --out runs/best", "The bundled model: minutes on a GPU"),
        new(
            "countenance train --data ferplus.zip --recipe light --out runs/light",
            "About a tenth of the work of best: hours on two cores"),
        new("countenance train --data ferplus.zip --model fmpnet --loss softmax --out runs/cnn", "The paper's CNN baseline on its backbone"),
        new("countenance train --data ferplus.zip --recipe light --teacher runs/a runs/b --out runs/one", "Two models distilled into one"),
        new("countenance train --data ferplus.zip --out runs/sgm --resume", "Continues a run that was stopped or killed"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        ComputePrecision precision = compute.Apply(arguments, console);
        string path = arguments.GetRequiredValue(output);
        RunFolder? earlier = null;
        TrainingOptions options;
        if (arguments.GetValue(resume))
        {
            (earlier, options) = RunFolder.Open(path);
            options = options with { Device = compute.TypedDevice(arguments) ?? options.Device };
            TrainingOptions typed = FromArguments(() => Choices(arguments, precision, options)) with { Device = options.Device };
            RequireSame(path, options.DifferencesFrom(typed), "To train with other options, start a new run with --from.");
        }
        else
        {
            options = FromArguments(() => Choices(arguments, precision, Defaults));
            RunFolder.RequireNone(path);
        }

        ComputeOptions.Tell(console, options.Precision, options.Device);

        // The folder is made after the data were found: a mistyped path must not leave a run behind that refuses the next attempt.
        using ImageDataset dataset = DataOptions.Open(FromArguments(() => data.Request(arguments, "train")), console, cancellation);
        RunFolder folder = earlier ?? RunFolder.Create(path, options);
        using var observer = new ConsoleTrainingObserver(console);
        if (!FromArguments(() => PreparedRun.Create(options, folder, earlier is null, dataset, observer)).Execute(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
        }

        return Task.CompletedTask;
    }

    private TrainingOptions Choices(ParseResult arguments, ComputePrecision precision, TrainingOptions otherwise)
    {
        TrainingOptions basis = arguments.GetValue(recipe) is { } name ? TrainingRecipe.Find(name).Options : otherwise;
        string backbone = Given(arguments, model, basis.Model);
        var options = basis with
        {
            Model = backbone,
            Loss = Given(arguments, loss, basis.Loss),
            Gaussian = basis.Gaussian with
            {
                Sigma = Given(arguments, sigma, basis.Gaussian.Sigma),
                LikelihoodWeight = Given(arguments, likelihood, basis.Gaussian.LikelihoodWeight),
                CrossEntropyWeight = Given(arguments, crossEntropy, basis.Gaussian.CrossEntropyWeight),
                LeaveOneOut = Given(arguments, leaveOneOut, basis.Gaussian.LeaveOneOut),
                Regeneration = Given(arguments, regeneration, basis.Gaussian.Regeneration),
            },
            Triplet = new TripletMarginOptions
            {
                Margin = Given(arguments, margin, basis.Triplet.Margin),
                Mining = Given(arguments, mining, basis.Triplet.Mining),
            },
            VoteTargets = Given(arguments, targets, basis.VoteTargets ? "votes" : "onehot") switch
            {
                "votes" => true,
                "onehot" => false,
                var other => throw new ArgumentException($"Targets must be votes or onehot. Got {other}."),
            },
            MirroredViews = Given(arguments, mirror, basis.MirroredViews),
            Dimension = Given(arguments, dimension, basis.Dimension),
            Epochs = Given(arguments, epochs, basis.Epochs),
            BatchSize = Given(arguments, batchSize, basis.BatchSize),
            Sampling = Given(arguments, sampling, basis.Sampling),
            LearningRate = Given(arguments, learningRate, basis.LearningRate),
            WeightDecay = Given(arguments, weightDecay, basis.WeightDecay),
            WarmupEpochs = Given(arguments, warmup, basis.WarmupEpochs),
            AverageDecay = Given(arguments, average, basis.AverageDecay),
            HoldOut = Given(arguments, holdOut, basis.HoldOut),
            Patience = Given(arguments, patience, basis.Patience),
            ImageSize = arguments.GetValue(imageSize)
                ?? (backbone == basis.Model ? basis.ImageSize : ModelArchitectures.Find(backbone).InputSize),
            InitialModel = arguments.GetValue(from) is { } start ? Path.GetFullPath(ModelOption.FileOf(start)) : basis.InitialModel,
            Teachers = (arguments.GetValue(teachers) is { Length: > 0 } typed ? typed : basis.Teachers)
                ?.Select(path => Path.GetFullPath(ModelOption.FileOf(path))).ToArray(),
            TeacherWeight = Given(arguments, teacherWeight, basis.TeacherWeight),
            Mixup = Given(arguments, mixup, basis.Mixup),
            Precision = compute.IsPrecisionTyped(arguments) ? precision : basis.Precision,
            Device = compute.DeviceOf(arguments),
            Seed = Given(arguments, seed, basis.Seed),
        };
        if (options.Teachers is not { Count: > 0 })
        {
            RequireUntyped(arguments, "needs a --teacher.", teacherWeight);
        }

        RequireOwn(arguments, options.Loss, "sgm", likelihood, crossEntropy, leaveOneOut, regeneration);
        RequireOwn(arguments, options.Loss, "triplet", margin, mining);
        if (EmbeddingLosses.Find(options.Loss).Head == ModelHead.Classifier)
        {
            RequireUntyped(
                arguments, $"is for losses with an embedding. Got {options.Loss}, which outputs one number per class.", dimension);
        }

        options.Validate();
        return options;
    }

    // An option that another loss has would be ignored.
    private static void RequireOwn(ParseResult arguments, string loss, string owner, params Option[] options)
    {
        if (loss != owner)
        {
            RequireUntyped(arguments, $"is for the loss {owner}. Got {loss}.", options);
        }
    }

    private static string Names<T>(IEnumerable<T> entries, Func<T, string> name) => string.Join(", ", entries.Select(name));
}
