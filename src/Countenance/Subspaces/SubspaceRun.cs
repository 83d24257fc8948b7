using Countenance.Classification;
using Countenance.Datasets;
using Countenance.Models;
using Countenance.Reporting;
using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>
/// Deep Gaussian Mixture Sub-space (paper, Algorithm 2): from a converged structured-Gaussian embedding, rounds of embedding the training
/// split without augmentation, splitting every class into l components by EM, and training on over the sub-classes, with l = 2 … L. At the
/// end the classes are split once more, so that the sub-classes are those of the finished embedding.
/// </summary>
/// <remarks>
/// A round is kept in a folder of its own, <c>level-2</c> and so on, with its sub-classes and its training run; a stopped run goes on from
/// whatever is there. Training runs over the averaged weights of the round before.
/// </remarks>
public sealed class SubspaceRun
{
    /// <summary>
    /// The metric of the model's card that says how the mixtures and the finished model agree: the share of the training images that
    /// <see cref="EmbeddingModel.MostProbableSubclasses"/> puts into the sub-class in which the mixture of their class has them.
    /// </summary>
    public const string SubclassAgreement = "subclassAgreement";

    private readonly SubspaceOptions options;
    private readonly string start;
    private readonly ModelCard card;
    private readonly ImageDataset dataset;
    private readonly ISubspaceObserver observer;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">Choices of the run.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <param name="model">File of the embedding to start from.</param>
    /// <param name="dataset">The training split, with the model's classes; held, not owned.</param>
    /// <param name="observer">Told of every round, step and epoch.</param>
    /// <exception cref="ModelException">The model cannot be read.</exception>
    /// <exception cref="ArgumentException">
    /// The options are out of range, the batch is too small for the sub-classes of the last level, or the model is a classifier or of other
    /// classes.
    /// </exception>
    /// <exception cref="TrainingException">What is in the folder began from another model or with other images.</exception>
    public SubspaceRun(
        SubspaceOptions options, SubspaceFolder folder, string model, ImageDataset dataset, ISubspaceObserver observer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(observer);
        card = Require(options, model, dataset);
        folder.Start?.Require(folder.Path, model, dataset);
        Folder = folder;
        this.options = options;
        this.dataset = dataset;
        this.observer = observer;
        start = Path.GetFullPath(model);
    }

    /// <summary>Where the run is kept.</summary>
    public SubspaceFolder Folder { get; }

    /// <summary>Prepares a run in an empty or new folder, which stays as it is where the run is refused.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">Choices of the run.</param>
    /// <param name="model">File of the embedding to start from.</param>
    /// <param name="dataset">The training split, with the model's classes; held, not owned.</param>
    /// <param name="observer">Told of every round, step and epoch.</param>
    /// <exception cref="ModelException">The model cannot be read.</exception>
    /// <exception cref="TrainingException">The folder holds a run already.</exception>
    /// <exception cref="ArgumentException">As in the constructor.</exception>
    public static SubspaceRun Start(
        string path, SubspaceOptions options, string model, ImageDataset dataset, ISubspaceObserver observer)
    {
        Require(options, model, dataset);
        return new SubspaceRun(options, SubspaceFolder.Create(path, options, SubspaceStart.Of(model, dataset)), model, dataset, observer);
    }

    /// <summary>Learns the sub-spaces to the end, or until cancelled.</summary>
    /// <returns>Whether the run came to its end; the model is then <see cref="SubspaceFolder.Model"/>.</returns>
    /// <exception cref="TrainingException">The loss broke down, or what is in the folder does not fit.</exception>
    public bool Execute(CancellationToken cancellation)
    {
        string model = start;
        SubclassPartition? partition = null;
        int number = 0;
        foreach (SubspaceRound round in options.Rounds)
        {
            observer.RoundStarted(round);
            string before = model;
            partition = Partition(Folder.PartitionOf(round), round.Level, partition, () => Embed(before, cancellation), cancellation);
            if (partition is null || !Train(round, ++number, model, partition, cancellation))
            {
                return false;
            }

            model = Folder.Round(round).BestModel;
        }

        return Finish(model, partition!, cancellation);
    }

    // What would only come to light hours later, at the last level, is found before the first.
    private static ModelCard Require(SubspaceOptions options, string model, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dataset);
        options.Validate();
        ModelCard card = ModelFile.ReadCard(model);
        if (card.Head != ModelHead.Embedding)
        {
            throw new ArgumentException($"The model must be an embedding, not a classifier. Got one of the loss {card.Loss}.");
        }

        if (!card.Classes.SequenceEqual(dataset.ClassNames))
        {
            throw new ArgumentException(
                $"The data set must have the model's classes, {string.Join(", ", card.Classes)}. Got {string.Join(", ", dataset.ClassNames)}.");
        }

        int subclasses = dataset.Labels.Where(label => label >= 0).CountBy(label => label)
            .Sum(images => options.ComponentsOf(images.Value, options.Levels));
        if (options.Training.BatchSize < SubclassSampling.Least * subclasses)
        {
            throw new ArgumentException(
                $"BatchSize must be at least two for each of the {subclasses} sub-classes at level {options.Levels}, "
                + $"{SubclassSampling.Least * subclasses}. Got {options.Training.BatchSize}.");
        }

        return card;
    }

    // Embeds only where the partition is not there yet.
    private SubclassPartition? Partition(
        string path, int level, SubclassPartition? previous, Func<EmbeddingMatrix?> embed, CancellationToken cancellation)
    {
        SubclassPartition partition;
        if (File.Exists(path))
        {
            partition = SubclassPartition.Load(path, dataset.Count);
        }
        else
        {
            if (embed() is not { } embeddings)
            {
                return null;
            }

            try
            {
                partition = new SubclassDiscovery(options, dataset, embeddings, observer.Warned).Split(level, previous, cancellation);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            partition.Save(path);
        }

        observer.Found(partition);
        return partition;
    }

    private bool Train(SubspaceRound round, int number, string model, SubclassPartition partition, CancellationToken cancellation)
    {
        TrainingOptions choices = options.Training with
        {
            Model = card.Architecture,
            Loss = "sgm",
            Gaussian = options.Training.Gaussian with { Sigma = card.Sigma },
            Dimension = card.Outputs,
            ImageSize = card.ImageSize,
            MirroredViews = card.MirroredViews,
            InitialModel = model,
            HoldOut = 0,
            Patience = 0,
            Seed = options.Training.Seed + number,
        };
        string path = Folder.RoundPath(round);
        RunFolder place = RunFolder.IsRun(path) ? RunFolder.Open(path).Folder : RunFolder.Create(path, choices);
        string[] names = [.. partition.Subclasses.Select(subclass => subclass.Name)];
        using ImageDataset relabelled = dataset.WithLabels(partition.Labels, names, partition.Targets);
        var run = new TrainingRun(
            choices, place, relabelled, observer, labels => SubclassSampling.Create(partition, labels, choices.BatchSize, choices.Seed));
        return run.Execute(cancellation);
    }

    // The last round's weights, the sub-classes as the finished embedding has them, and the Gaussians of both over the whole training split.
    private bool Finish(string path, SubclassPartition last, CancellationToken cancellation)
    {
        if (Embed(path, cancellation) is not { } embeddings
            || Partition(Folder.FinalPartition, options.Levels, last, () => embeddings, cancellation) is not { } partition)
        {
            return false;
        }

        using EmbeddingModel trained = ModelFile.Load(path);
        ModelCard whole = trained.Card with
        {
            Classes = card.Classes,
            Subclasses = partition.Subclasses,
            ClassesAreMixtures = true,
            Data = TrainingData.Of(dataset),
            Seed = options.Training.Seed,
            Teachers = card.Teachers,
            Epochs = card.Epochs + (options.Rounds.Count() * options.Training.Epochs),
        };
        string[] names = [.. partition.Subclasses.Select(subclass => subclass.Name)];
        var classes = ClassGaussians.Estimate(embeddings, dataset.Labels, dataset.ClassNames, card.Sigma);
        var subclasses = ClassGaussians.Estimate(embeddings, partition.Labels, names, card.Sigma);
        whole = whole with { Metrics = new Dictionary<string, double>(whole.Metrics) { [SubclassAgreement] = Agreement() } };
        ModelFile.Save(Folder.Model, whole, trained.Network.StateDict(), classes, subclasses);
        Folder.WriteSubclasses(dataset, partition);
        WriteReport(embeddings, partition);
        return true;

        double Agreement()
        {
            int[] named = new EmbeddingModel(whole, trained.Network, classes, subclasses) // the network stays the trained model's
                .MostProbableSubclasses(embeddings, dataset.Labels)!;
            return named.Zip(partition.Labels).Count(pair => pair.First >= 0 && pair.First == pair.Second) / (double)named.Count(s => s >= 0);
        }
    }

    // The page has pictures, and a machine that trains on packed data may have nothing to encode them.
    private void WriteReport(EmbeddingMatrix embeddings, SubclassPartition partition)
    {
        try
        {
            HtmlReport.Write(SubspacePage.Compose(card, dataset, embeddings, partition), Folder.Report);
        }
        catch (DllNotFoundException error)
        {
            observer.Warned($"{Folder.Report} is left out: {error.Message}");
        }
    }

    private EmbeddingMatrix? Embed(string path, CancellationToken cancellation)
    {
        using EmbeddingModel model = ModelFile.Load(path, options.Training.Device);
        try
        {
            return model.Embed(
                dataset, null, options.Training.Precision, new Progress(done => observer.Embedded(done, dataset.Count)), cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // Reports at once on the calling thread, unlike Progress<T>.
    private sealed class Progress(Action<int> report) : IProgress<int>
    {
        public void Report(int value) => report(value);
    }
}
