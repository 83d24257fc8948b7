using Countenance.Datasets;
using Countenance.Models;

namespace Countenance.Training;

/// <summary>A training run that, where it is refused, leaves no folder in the way of the next attempt.</summary>
public static class PreparedRun
{
    /// <summary>Prepares a run: some options are wrong only for these images, such as a batch too small for their classes.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="isNew">Whether the folder was made for this run; it is then removed where the run is refused.</param>
    /// <param name="dataset">The training images; held, not owned.</param>
    /// <param name="observer">Told of every step and epoch.</param>
    /// <exception cref="ArgumentException">An option does not fit the images.</exception>
    /// <exception cref="TrainingException">The images, or a model named in the options, cannot be used.</exception>
    /// <exception cref="ModelException">A model named in the options is missing or damaged.</exception>
    public static TrainingRun Create(
        TrainingOptions options, RunFolder folder, bool isNew, ImageDataset dataset, ITrainingObserver observer)
    {
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            return new TrainingRun(options, folder, dataset, observer);
        }
        catch (Exception error) when (isNew && error is (ArgumentException or CountenanceException))
        {
            folder.Delete();
            throw;
        }
    }
}
