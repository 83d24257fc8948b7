using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>Told of the progress of learning sub-spaces, and of the training of each round.</summary>
public interface ISubspaceObserver : ITrainingObserver
{
    /// <summary>A round begins: images are embedded and classes split.</summary>
    /// <param name="level">Sub-classes of a class.</param>
    /// <param name="levels">Those of the last round.</param>
    void RoundStarted(int level, int levels);

    /// <summary>A round's sub-classes are found.</summary>
    void Found(int level, SubclassPartition partition);
}
