using Countenance.Datasets;
using Countenance.Training;

namespace Countenance.Cli.Training;

/// <summary>A training run that, where it is refused, leaves no folder in the way of the next attempt.</summary>
internal static class PreparedRun
{
    /// <summary>Prepares a run: some options are wrong only for these images, such as a batch too small for their classes.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="isNew">Whether the folder was made for this run; it is then removed where the run is refused.</param>
    /// <param name="dataset">The training images.</param>
    /// <param name="observer">Told of every step and epoch.</param>
    /// <exception cref="UsageException">An option does not fit the images.</exception>
    /// <exception cref="CountenanceException">The images, or a model named in the options, cannot be used.</exception>
    public static TrainingRun Create(
        TrainingOptions options, RunFolder folder, bool isNew, ImageDataset dataset, ITrainingObserver observer)
    {
        try
        {
            return CliCommand.FromArguments(() => new TrainingRun(options, folder, dataset, observer));
        }
        catch (Exception error) when (isNew && error is (UsageException or CountenanceException))
        {
            folder.Delete();
            throw;
        }
    }
}
