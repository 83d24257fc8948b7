using System.Globalization;
using Countenance.Cli.Progress;
using Countenance.Training;

namespace Countenance.Cli.Training;

/// <summary>Shows a run on the terminal: one bar and one line per epoch.</summary>
/// <param name="console">Where to.</param>
/// <param name="isResult">Whether the model is what the command is asked for: its file is then named on the output.</param>
/// <param name="continuation">How to go on after a stop, for the message.</param>
internal sealed class ConsoleTrainingObserver(
    CommandConsole console, bool isResult = true, string continuation = "the run is saved: --resume continues it")
    : ITrainingObserver, IDisposable
{
    private readonly EpochProgress epochs = new(console, "training");
    private ProgressReporter? embedding;

    public void Started(int epochs, int stepsPerEpoch, long stepsDone) => this.epochs.Start(epochs, stepsPerEpoch, stepsDone);

    public void Stepped(long stepsDone, double loss, double accuracy, double learningRate) => epochs.Step(stepsDone, loss, accuracy);

    public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest)
        => epochs.Finish(epoch, values, isBest ? "  (best so far)" : string.Empty);

    public void Warned(string message) => epochs.Warn(message);

    public void Embedded(int done, int total)
    {
        if (embedding is null)
        {
            Dispose();
            embedding = console.StartProgress("embedding", total, "images");
        }

        embedding.Report(done);
        if (done == total)
        {
            Dispose();
        }
    }

    public void Stopped(long stepsDone)
    {
        Dispose();
        console.Error.WriteLine($"Stopped after {stepsDone} steps; {continuation}.");
    }

    public void Finished(string modelPath, TrainingProgress progress)
    {
        Dispose();
        string best = progress.BestScore >= 0 ? $"; best after epoch {progress.BestEpoch}" : string.Empty; // −1: nothing was held out
        console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Trained {progress.Step} steps in {progress.Seconds:0} s of computing{best}."));
        (isResult ? console.Output : console.Error).WriteLine(modelPath);
    }

    public void Dispose()
    {
        epochs.Dispose();
        embedding?.Dispose();
        embedding = null;
    }
}
