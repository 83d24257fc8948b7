using Countenance.Datasets;
using Countenance.Models;
using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>What a run of sub-spaces began with; it can go on with nothing else.</summary>
/// <param name="ModelDigest">SHA-256 of the file of the model it started from, in hexadecimal.</param>
/// <param name="DataDigest">Content digest of the images and labels.</param>
public sealed record SubspaceStart(string ModelDigest, string DataDigest)
{
    /// <summary>Reads what a run is about to begin with.</summary>
    /// <param name="model">Model file.</param>
    /// <param name="dataset">The training split.</param>
    /// <exception cref="ModelException">The model cannot be read.</exception>
    public static SubspaceStart Of(string model, ImageDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new SubspaceStart(ModelFile.Digest(model), dataset.Digest);
    }

    /// <summary>Refuses another model or other images than the run began with.</summary>
    /// <param name="folder">Folder of the run, for the message.</param>
    /// <param name="model">Model file to go on with.</param>
    /// <param name="dataset">Images to go on with.</param>
    /// <exception cref="ModelException">The model cannot be read.</exception>
    /// <exception cref="TrainingException">They are others.</exception>
    internal void Require(string folder, string model, ImageDataset dataset)
    {
        if (DataDigest != dataset.Digest)
        {
            throw new TrainingException(
                $"{folder}: the run began with other images or labels than these; it can only go on with the ones it began with.");
        }

        if (ModelDigest != ModelFile.Digest(model))
        {
            throw new TrainingException(
                $"{folder}: the run began from another model than {model}; it can only go on with the one it began from.");
        }
    }
}
