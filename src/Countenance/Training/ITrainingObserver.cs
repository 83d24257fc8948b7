namespace Countenance.Training;

/// <summary>Told of a run's progress, on the thread that trains.</summary>
public interface ITrainingObserver
{
    /// <summary>The run begins, or goes on after some steps.</summary>
    void Started(int epochs, int stepsPerEpoch, long stepsDone);

    /// <summary>A step was taken.</summary>
    void Stepped(long stepsDone, double loss, double accuracy, double learningRate);

    /// <summary>An epoch was finished, scored and saved.</summary>
    void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest);

    /// <summary>Something is wrong with the run that does not stop it.</summary>
    void Warned(string message);

    /// <summary>Images of the training split were embedded: by a teacher before the first step, or for the class Gaussians at the end.</summary>
    void Embedded(int done, int total);

    /// <summary>The run was stopped and saved; it can be resumed.</summary>
    void Stopped(long stepsDone);

    /// <summary>The run came to its end.</summary>
    void Finished(string modelPath, TrainingProgress progress);
}
