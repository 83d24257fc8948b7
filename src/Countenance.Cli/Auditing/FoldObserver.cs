using Countenance.Cli.Progress;
using Countenance.Cli.Training;
using Countenance.Training;

namespace Countenance.Cli.Auditing;

/// <summary>Shows the training of one fold of an audit, and the embedding after it; all on the error stream.</summary>
internal sealed class FoldObserver(CommandConsole console, int fold, int foldCount, int images)
    : ITrainingObserver, IProgress<int>, IDisposable
{
    private readonly EpochProgress epochs = new(console, $"fold {fold}", $"fold {fold} of {foldCount}: ", $"fold {fold}, ");
    private ProgressReporter? embedding;

    public void Started(int epochs, int stepsPerEpoch, long stepsDone) => this.epochs.Start(epochs, stepsPerEpoch, stepsDone);

    public void Stepped(long stepsDone, double loss, double accuracy, double learningRate) => epochs.Step(stepsDone, loss, accuracy);

    public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest) => epochs.Finish(epoch, values);

    public void Warned(string message) => epochs.Warn(message);

    public void Embedded(int done, int total)
    {
        if (done == total)
        {
            Dispose();
        }
    }

    public void Stopped(long stepsDone)
    {
        Dispose();
        console.Error.WriteLine($"Stopped in fold {fold} after {stepsDone} steps; the run is saved: the same command continues it.");
    }

    public void Finished(string modelPath, TrainingProgress progress) => Dispose();

    public void Report(int value)
    {
        embedding ??= console.StartProgress($"fold {fold}, embedding", images, "images");
        embedding.Report(value);
        if (value == images)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        epochs.Dispose();
        embedding?.Dispose();
        embedding = null;
    }
}
