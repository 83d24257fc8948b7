using Countenance.Training;

namespace Countenance.Subspaces;

/// <summary>Told of the progress of learning sub-spaces, and of the training of each round.</summary>
public interface ISubspaceObserver : ITrainingObserver
{
    /// <summary>A round begins: images are embedded and classes split.</summary>
    void RoundStarted(SubspaceRound round);

    /// <summary>Sub-classes are found: a round's, or after the last round those of the finished embedding.</summary>
    void Found(SubclassPartition partition);
}
