using System.CommandLine;
using System.Globalization;
using Countenance.Cli.Options;
using Countenance.Cli.Subspaces;
using Countenance.Clustering;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Subspaces;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Learns Deep Gaussian Mixture Sub-spaces from a trained embedding.</summary>
internal sealed class SubspacesCommand : CliCommand
{
    private static readonly SubspaceOptions Defaults = new();
    private static readonly Dictionary<string, CovarianceKind> Covariances = new()
    {
        ["full"] = CovarianceKind.Full,
        ["diagonal"] = CovarianceKind.Diagonal,
        ["spherical"] = CovarianceKind.Spherical,
    };

    private static readonly Dictionary<string, MixtureSelection> Selections = new()
    {
        ["clearest"] = MixtureSelection.Clearest,
        ["likeliest"] = MixtureSelection.Likeliest,
    };

    private readonly ModelOption model = new();
    private readonly DataOptions data = new();
    private readonly ComputeOptions compute = new(eightBit: null, resumes: true);
    private readonly Option<string?> recipe = new("--recipe")
    {
        Description = $"Recipe for loss terms, targets, optimiser, schedule, weight decay and average, and augmentation: "
            + $"{string.Join(", ", TrainingRecipe.Names)}, or a file of your own. Epochs, batches, learning rate, warm-up, precision and seed "
            + "stay those of a round; typed options win.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<int> levels = New("--levels", "Sub-classes per class in the last round (the first has 2).", Defaults.Levels);
    private readonly Option<int> repeats = New("--repeats", "Rounds per number of sub-classes.", Defaults.Repeats);
    private readonly Option<int> epochs = New("--epochs", "Passes over the training images per round.", Defaults.Training.Epochs);
    private readonly Option<string> covariance =
        New("--covariance", $"Covariance of the mixtures: {string.Join(", ", Covariances.Keys)}.", "full");

    private readonly Option<int> components =
        New("--components", "Principal components in which a class's mixture is fitted; 0 for all.", Defaults.PrincipalComponents);

    private readonly Option<int> restarts = New("--restarts", "Random restarts of EM.", Defaults.Restarts);
    private readonly Option<string> selection =
        New("--selection", "Which restart to keep: clearest (its components overlap least) or likeliest (as the authors do).", "clearest");

    private readonly Option<int> batchSize = New("--batch-size", "Images per batch.", Defaults.Training.BatchSize);
    private readonly Option<double> learningRate = New("--lr", "Peak learning rate.", Defaults.Training.LearningRate);
    private readonly Option<double> likelihood = New(
        "--likelihood",
        "Weight of the likelihood term; 0 to leave the term out, as the paper does.",
        Defaults.Training.Gaussian.LikelihoodWeight);

    private readonly Option<double> average =
        New("--average", "Decay of the moving average of the weights; 0 for none.", Defaults.Training.AverageDecay);

    private readonly Option<long> seed = New("--seed", "Random seed of the run.", Defaults.Training.Seed);
    private readonly Option<string> output = New("--out", "Folder of the run.", "runs/subspaces");
    private readonly Option<bool> resume = New("--resume", "Continue the run in --out with the options it was started with.", false);

    public SubspacesCommand()
        : base("subspaces", "Splits each class into sub-expressions with Gaussian mixtures and fine-tunes on them, in rounds.")
    {
        model.AddTo(this);
        data.AddTo(this);
        Option[] options =
        [
            recipe, levels, repeats, epochs, covariance, components, restarts, selection, batchSize, learningRate, likelihood, average, seed,
            output, resume,
        ];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance subspaces --model runs/sgm --data ferplus.zip --levels 5 --out runs/dgms", "Five sub-expressions in each of eight expressions"),
        new(
            "countenance subspaces --model runs/sgm --data ferplus.zip --recipe paper --components 0 --selection likeliest --out runs/dgms",
            "As the paper and its authors do"),
        new("countenance subspaces --model runs/sgm --data ferplus.zip --out runs/dgms --resume", "Continues a run that was stopped"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        ComputePrecision precision = compute.Apply(arguments, console);
        string path = arguments.GetRequiredValue(output);
        (SubspaceFolder Folder, SubspaceOptions Options)? earlier = arguments.GetValue(resume) ? SubspaceFolder.Open(path) : null;
        SubspaceOptions options = FromArguments(() => Choices(arguments, precision, earlier?.Options ?? Defaults));
        if (earlier is { } known)
        {
            RequireSame(path, known.Options.DifferencesFrom(options), "For other options, give another --out.");
        }

        if (compute.TypedDevice(arguments) is { } place)
        {
            options = options with { Training = options.Training with { Device = place } };
        }

        if (earlier is null)
        {
            SubspaceFolder.RequireNone(path);
        }

        ComputeOptions.Tell(console, options.Training.Precision, options.Training.Device);
        using EmbeddingModel start = model.Load(arguments, compute.DeviceOf(arguments));
        using ImageDataset dataset = DataOptions.Open(
            FromArguments(() => data.Request(arguments, "train", start.Card.Channels)), console, cancellation);
        SubspaceFolder folder;
        using (var observer = new ConsoleSubspaceObserver(console))
        {
            SubspaceRun run = FromArguments(() => earlier is { } begun
                ? new SubspaceRun(options, begun.Folder, model.File(arguments), dataset, observer)
                : SubspaceRun.Start(path, options, model.File(arguments), dataset, observer));
            folder = run.Folder;
            if (!run.Execute(cancellation))
            {
                console.Error.WriteLine("Stopped; the run is saved: --resume continues it.");
                cancellation.ThrowIfCancellationRequested();
            }
        }

        if (dataset.Attributes is { } attributes)
        {
            var found = SubclassPartition.Load(folder.FinalPartition, dataset.Count);
            EmbeddingMatrix before = start.Embed(dataset, null, precision, null, cancellation);
            int[] clusters = ClassClusters.Find(before, dataset, found, options.Training.Seed, TorchRuntime.ThreadCount);
            AgreementTable.Write(
                console.Tables,
                [.. attributes.Keys],
                AttributeAgreement.Measure(dataset, found.Labels),
                AttributeAgreement.Measure(dataset, clusters));
        }

        console.Error.WriteLine($"Sub-classes: {folder.SubclassTable}{(File.Exists(folder.Report) ? $", {folder.Report}" : "")}");
        string agreement = (100 * ModelFile.ReadCard(folder.Model).Metrics[SubspaceRun.SubclassAgreement]).ToString("0.0", CultureInfo.InvariantCulture);
        console.Error.WriteLine($"The model puts {agreement} % of the images into the same sub-class as its mixtures do.");
        console.Output.WriteLine(folder.Model);
        return Task.CompletedTask;
    }

    private SubspaceOptions Choices(ParseResult arguments, ComputePrecision precision, SubspaceOptions basis)
    {
        basis = arguments.GetValue(recipe) is { } name ? basis.WithRecipe(TrainingRecipe.Find(name).Options) : basis;
        TrainingOptions training = basis.Training;
        SubspaceOptions options = basis with
        {
            Levels = Given(arguments, levels, basis.Levels),
            Repeats = Given(arguments, repeats, basis.Repeats),
            Covariance = IsTyped(arguments, covariance)
                ? Named("covariance", Covariances, arguments.GetRequiredValue(covariance))
                : basis.Covariance,
            PrincipalComponents = Given(arguments, components, basis.PrincipalComponents),
            Restarts = Given(arguments, restarts, basis.Restarts),
            Selection = IsTyped(arguments, selection)
                ? Named("selection", Selections, arguments.GetRequiredValue(selection))
                : basis.Selection,
            Training = training with
            {
                Epochs = Given(arguments, epochs, training.Epochs),
                BatchSize = Given(arguments, batchSize, training.BatchSize),
                LearningRate = Given(arguments, learningRate, training.LearningRate),
                Gaussian = training.Gaussian with { LikelihoodWeight = Given(arguments, likelihood, training.Gaussian.LikelihoodWeight) },
                AverageDecay = Given(arguments, average, training.AverageDecay),
                Seed = Given(arguments, seed, training.Seed),
                Precision = compute.IsPrecisionTyped(arguments) ? precision : training.Precision,
            },
        };
        options.Validate();
        return options;
    }
}
