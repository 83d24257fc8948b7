using System.CommandLine;
using Countenance.Auditing;
using Countenance.Cli.Auditing;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Training;

namespace Countenance.Cli.Commands;

/// <summary>Ranks the labels of a data set that are likely wrong.</summary>
internal sealed class AuditCommand : CliCommand
{
    private static readonly TrainingOptions Defaults = FoldTraining.RobustOptions;

    private readonly DataOptions data = new();
    private readonly ComputeOptions compute = new();
    private readonly Option<string> split = New("--split", "Split to audit.", "train");
    private readonly Option<int> folds = New("--folds", "Folds: the images of one are judged by what was learned from the others.", 2);
    private readonly Option<string> work = New("--work", "Folder for the folds' training runs, used again by the next audit.", "runs/audit");
    private readonly Option<double> flip = New("--flip", "Experiment: share of the labels to make wrong first, and then to find.", 0.0);
    private readonly Option<long> flipSeed = New("--flip-seed", "Seed of the flips.", 1L);
    private readonly Option<int> epochs = New("--epochs", "Passes over a fold's training images.", Defaults.Epochs);
    private readonly Option<int> batchSize = New("--batch-size", "Images in a batch.", Defaults.BatchSize);
    private readonly Option<double> learningRate = New("--lr", "Largest learning rate.", Defaults.LearningRate);
    private readonly Option<int> dimension = New("--dim", "Length of an embedding.", Defaults.Dimension);
    private readonly Option<int> imageSize = New("--image-size", "Side of the network's input in pixels.", Defaults.ImageSize);
    private readonly Option<long> seed = New("--seed", "Seed of the folds and of their trainings.", Defaults.Seed);

    public AuditCommand()
        : base("audit", "Ranks the labels that are likely wrong, each with a suggestion, a probability and a reason.")
    {
        data.AddTo(this);
        Option[] options = [split, folds, work, flip, flipSeed, epochs, batchSize, learningRate, dimension, imageSize, seed];
        foreach (Option option in options)
        {
            Add(option);
        }

        compute.AddTo(this);
    }

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("countenance audit --data ferplus.zip --folds 3 --out suspects.csv", "Trains three embeddings, each without the images it judges"),
    ];

    public override Task RunAsync(ParseResult arguments, CommandConsole console, CancellationToken cancellation)
    {
        ComputePrecision precision = compute.Apply(arguments);
        TrainingOptions options = FromArguments(() => Choices(arguments, precision));
        using ImageDataset dataset = DataOptions.Open(
            FromArguments(() => data.Request(arguments, arguments.GetRequiredValue(split))), console);
        LabelFlips flips = FromArguments(() => LabelFlips.Create(
            dataset.Labels, dataset.ClassNames.Count, arguments.GetValue(flip), arguments.GetValue(flipSeed)));
        using ImageDataset audited = dataset.WithLabels(flips.Labels);
        AuditFolds dealt = FromArguments(() => AuditFolds.Create(audited.Labels, arguments.GetValue(folds), arguments.GetValue(seed)));
        var training = new FoldTraining(options, arguments.GetRequiredValue(work), audited, dealt);
        for (int fold = 0; fold < dealt.Count; fold++)
        {
            using var observer = new FoldObserver(console, fold + 1, dealt.Count, audited.Count);
            training.Embed(fold, observer, observer, cancellation);
        }

        return Task.CompletedTask;
    }

    private TrainingOptions Choices(ParseResult arguments, ComputePrecision precision)
    {
        TrainingOptions options = Defaults with
        {
            Epochs = arguments.GetValue(epochs),
            BatchSize = arguments.GetValue(batchSize),
            LearningRate = arguments.GetValue(learningRate),
            Dimension = arguments.GetValue(dimension),
            ImageSize = arguments.GetValue(imageSize),
            Precision = precision,
            Seed = arguments.GetValue(seed),
        };
        options.Validate();
        return options;
    }

    private static Option<T> New<T>(string name, string description, T value)
        => new(name) { Description = description, DefaultValueFactory = _ => value };
}
