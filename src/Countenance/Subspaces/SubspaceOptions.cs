using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Clustering;
using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>How a Deep Gaussian Mixture Sub-space is learned (paper, Algorithm 2).</summary>
public sealed record SubspaceOptions
{
    /// <summary>L, sub-classes of a class in the last round; the first has 2. The paper uses 5, which makes 40 groups of 8 classes.</summary>
    public int Levels { get; init; } = 5;

    /// <summary>How often a level's classes are split and trained over before the next level; the authors do it once.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>What the components' covariances may be; full in the authors' code.</summary>
    public CovarianceKind Covariance { get; init; } = CovarianceKind.Full;

    /// <summary>
    /// Principal components of a class's embeddings in which its mixture is fitted; 0 for the embedding as it is, as the authors have it. A
    /// full covariance over D dimensions has D²/2 figures: a class of few images cannot give them, and gets fewer
    /// components, one for 8 images of each sub-class.
    /// </summary>
    public int PrincipalComponents { get; init; } = 32;

    /// <summary>
    /// Starts of EM from k-means, of which <see cref="Selection"/> says which is kept. Where <see cref="PrincipalComponents"/> are taken,
    /// further starts part the class along each of them: what tells sub-classes apart is seldom what varies most.
    /// </summary>
    public int Restarts { get; init; } = 5;

    /// <summary>
    /// Which start is kept. The authors take the likeliest; by default it is the clearest, whose components overlap least: those match
    /// what is known of the drawn faces better (docs/results.md).
    /// </summary>
    public MixtureSelection Selection { get; init; } = MixtureSelection.Clearest;

    /// <summary>A class with fewer images is not split.</summary>
    public int SmallestClass { get; init; } = 100;

    /// <summary>A class has at most one component for this many images.</summary>
    public int ImagesPerComponent { get; init; } = 10;

    /// <summary>How every round trains: epochs of one round, batch size, learning rate and so on; the loss is the structured Gaussian one.</summary>
    public TrainingOptions Training { get; init; } = new()
    {
        Epochs = 20,
        BatchSize = 640,
        LearningRate = 1e-4,
        WarmupEpochs = 0,
        HoldOut = 0,
        Sampling = "balanced",
    };

    /// <summary>The rounds in their order: levels 2, 3 … L, each repeated.</summary>
    [JsonIgnore]
    public IEnumerable<SubspaceRound> Rounds
        => Enumerable.Range(2, Levels - 1).SelectMany(level => Enumerable.Range(1, Repeats).Select(n => new SubspaceRound(level, n)));

    /// <summary>
    /// The same, but every round trains as a recipe has it: its loss terms, targets, optimiser, schedule, weight decay and average,
    /// augmentation. A round's epochs, batches, learning rate, warm-up, seed and precision stay, and nothing is held out.
    /// </summary>
    /// <param name="recipe">The recipe's choices; network, dimension, image size and σ are those of the model that is trained on.</param>
    /// <exception cref="ArgumentException">The recipe's loss is not the structured Gaussian one, or it has teachers.</exception>
    public SubspaceOptions WithRecipe(TrainingOptions recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        if (recipe.Loss != "sgm" || recipe.Teachers is not null)
        {
            string has = recipe.Loss == "sgm" ? "teachers" : $"the loss {recipe.Loss}";
            throw new ArgumentException($"The recipe of a round must have the loss sgm and no teachers. Got one with {has}.", nameof(recipe));
        }

        return this with
        {
            Training = recipe with
            {
                Epochs = Training.Epochs,
                BatchSize = Training.BatchSize,
                LearningRate = Training.LearningRate,
                WarmupEpochs = Training.WarmupEpochs,
                Sampling = Training.Sampling,
                HoldOut = 0,
                Patience = 0,
                InitialModel = null,
                Precision = Training.Precision,
                Device = Training.Device,
                Seed = Training.Seed,
            },
        };
    }

    /// <summary>Number of components a class may have.</summary>
    /// <param name="images">n_c, images of the class.</param>
    /// <param name="level">l.</param>
    /// <returns>l_c = min(⌊n_c / 10⌋, l), or 1 for a small class.</returns>
    public int ComponentsOf(int images, int level) => images < SmallestClass ? 1 : Math.Max(1, Math.Min(images / ImagesPerComponent, level));

    /// <summary>The names of the choices in which others differ, as they stand in the JSON (<c>training.epochs</c>).</summary>
    public IReadOnlyList<string> DifferencesFrom(SubspaceOptions others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return OptionDifferences.Between(
            JsonSerializer.SerializeToNode(this, SubspaceJson.Default.SubspaceOptions),
            JsonSerializer.SerializeToNode(others, SubspaceJson.Default.SubspaceOptions));
    }

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentException">A value lies outside its range.</exception>
    public void Validate()
    {
        if (Levels is < 2 or > 64)
        {
            throw new ArgumentOutOfRangeException(nameof(Levels), Levels, $"Levels must be 2–64. Got {Levels}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Repeats);
        ArgumentOutOfRangeException.ThrowIfNegative(PrincipalComponents);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Restarts);
        if (!Enum.IsDefined(Selection))
        {
            throw new ArgumentOutOfRangeException(nameof(Selection), Selection, $"Selection must be likeliest or clearest. Got {Selection}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(SmallestClass, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ImagesPerComponent);
        Training.Validate();
        if (Training.Gaussian.Priors is not null)
        {
            throw new ArgumentException("Training must be without priors: they are of the classes, and it is sub-classes that are learned.");
        }

        if (Training.Teachers is { Count: > 0 })
        {
            throw new ArgumentException("Training must be without teachers: they do not know the sub-classes.");
        }
    }
}
