using Countenance.Datasets;
using Countenance.Embedding;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Training;

namespace Countenance.Auditing;

/// <summary>
/// The k-fold embeddings of an audit: for each fold a model trained on the images of the other folds only, which then embeds all images.
/// A fold is a training run of its own in a folder <c>fold-1</c>, <c>fold-2</c>, … with <c>embeddings.safetensors</c> beside the run; what
/// is finished there is not done again, and what was stopped goes on.
/// </summary>
public sealed class FoldTraining
{
    private const string DataKey = "data";
    private const string OptionsKey = "options";

    private readonly TrainingOptions options;
    private readonly string path;
    private readonly ImageDataset dataset;
    private readonly AuditFolds folds;
    private readonly string? startFrom;

    /// <summary>Prepares the folds' trainings; writes nothing yet.</summary>
    /// <param name="options">Choices of every fold's run.</param>
    /// <param name="path">Folder the folds' runs are kept in; made when the first begins.</param>
    /// <param name="dataset">All images under the labels that are audited, without votes; held, not owned.</param>
    /// <param name="folds">Who is judged where.</param>
    /// <param name="startFrom">
    /// Folder of an earlier audit of the same labels in the same folds, whose models the folds' trainings start from; null for random ones.
    /// </param>
    /// <exception cref="ArgumentException">An option is out of range, or the data set has votes or the options teachers, which would tell the labels.</exception>
    public FoldTraining(TrainingOptions options, string path, ImageDataset dataset, AuditFolds folds, string? startFrom = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(folds);
        options.Validate();
        if (dataset.Votes is not null)
        {
            throw new ArgumentException("The images must come without votes, which would tell what the labels hide.", nameof(dataset));
        }

        if (options.Teachers is { Count: > 0 })
        {
            throw new ArgumentException("The folds must be trained without teachers, which may know what the labels hide.", nameof(options));
        }

        this.options = options;
        this.path = path;
        this.dataset = dataset;
        this.folds = folds;
        this.startFrom = startFrom;
    }

    /// <summary>
    /// What an audit trains with unless told otherwise. A wrong label must not be learned by heart: targets are one-hot, the squared error
    /// of the posterior lets go of a hopeless sample (its gradient vanishes as p → 0), the likelihood term, which does not let go, weighs
    /// half of its usual weight, batches keep the natural proportions (a rare class is where wrong labels outnumber true ones), and the
    /// averaged weights of the last epoch are kept: nothing is held out to choose an epoch by.
    /// </summary>
    public static TrainingOptions RobustOptions { get; } = new()
    {
        Gaussian = new StructuredGaussianOptions { Sigma = 1, LikelihoodWeight = 0.01 },
        VoteTargets = false,
        Epochs = 12,
        BatchSize = 128,
        Sampling = "natural",
        AverageDecay = 0.995,
        HoldOut = 0,
        MirroredViews = true,
    };

    /// <summary>
    /// What an audit trains with when it starts from an earlier one's models: a sample is measured against its class's mean over the
    /// others, so that being part of its own mean flatters no sample of a small class, and the likelihood term has its usual weight. From
    /// random weights the embedding would collapse under this.
    /// </summary>
    public static TrainingOptions ContinuedOptions { get; } =
        RobustOptions with { Gaussian = new StructuredGaussianOptions { Sigma = 1, LikelihoodWeight = 0.02, LeaveOneOut = true } };

    /// <summary>The K class names.</summary>
    public IReadOnlyList<string> ClassNames => dataset.ClassNames;

    /// <summary>The images under the labels a fold's model may learn from: those judged in it have none.</summary>
    /// <returns>A data set over the same pixels.</returns>
    public ImageDataset TrainingImages(int fold) => dataset.WithLabels(folds.TrainingLabels(fold));

    /// <summary>All images embedded by a fold's model, trained first as far as it is not yet.</summary>
    /// <param name="fold">The fold, from 0.</param>
    /// <param name="observer">Told of its training.</param>
    /// <param name="progress">Told the number of images embedded so far, after the training.</param>
    /// <param name="cancellation">Stops the training so that it can go on later.</param>
    /// <returns>One row per image of the data set, [N, D], whichever fold it is in.</returns>
    /// <exception cref="TrainingException">The folder holds a run of other options, images or labels, or training broke down.</exception>
    /// <exception cref="ArgumentException">The options do not fit the images, such as a batch too small for the classes.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EmbeddingMatrix Embed(
        int fold, ITrainingObserver observer, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImageDataset images = TrainingImages(fold);
        string folder = FolderOf(path, fold);
        TrainingOptions choices = startFrom is null ? options : options with { InitialModel = EarlierModel(fold, images) };
        bool isNew = !RunFolder.IsRun(folder);
        RunFolder run = isNew ? RunFolder.Create(folder, choices) : Open(folder, choices);
        string file = Path.Combine(folder, "embeddings.safetensors");
        var key = new Dictionary<string, string>
        {
            [DataKey] = images.Digest,
            [OptionsKey] = (choices with { Device = Device.Cpu }).ToJson(), // it does not matter where
        };
        if (Finished(file, key) is { } known)
        {
            return known;
        }

        if (!PreparedRun.Create(choices, run, isNew, images, observer).Execute(cancellation))
        {
            throw new OperationCanceledException(cancellation);
        }

        using EmbeddingModel model = ModelFile.Load(run.BestModel, options.Device);
        EmbeddingMatrix embeddings = model.Embed(images, null, options.Precision, progress, cancellation);
        EmbeddingFile.Write(file, new EmbeddingSet(embeddings, images.Labels, images.Names, images.ClassNames, key));
        return embeddings;
    }


    private static string FolderOf(string path, int fold) => Path.Combine(path, $"fold-{fold + 1}");

    // The earlier model may have learned what this fold's may learn, and no label more.
    private string EarlierModel(int fold, ImageDataset images)
    {
        (RunFolder earlier, _) = RunFolder.Open(FolderOf(startFrom!, fold));
        return ModelFile.ReadCard(earlier.BestModel).Data.Digest == images.Digest
            ? earlier.BestModel
            : throw new TrainingException(
                $"{earlier.BestModel} was trained on other images or labels than this fold may learn from: it could know the labels judged.");
    }

    private static RunFolder Open(string folder, TrainingOptions choices)
    {
        (RunFolder run, TrainingOptions found) = RunFolder.Open(folder);
        return choices.DifferencesFrom(found with { Device = choices.Device }).Count == 0
            ? run
            : throw new TrainingException($"{folder} holds a run of other options. Give these options another folder, or the run its own.");
    }

    // Embeddings of other labels are not used; the run beside them then says what it was trained on.
    private EmbeddingMatrix? Finished(string file, Dictionary<string, string> key)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        EmbeddingSet set = EmbeddingFile.Read(file);
        bool fits = set.Embeddings.Count == dataset.Count && key.All(pair => set.Metadata.GetValueOrDefault(pair.Key) == pair.Value);
        return fits ? set.Embeddings : null;
    }
}
