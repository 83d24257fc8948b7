using System.Globalization;
using Countenance.Cli.Progress;
using Countenance.Training;

namespace Countenance.Cli.Training;

/// <summary>Shows a run on the terminal: a bar an epoch, a line an epoch.</summary>
/// <param name="console">Where to.</param>
/// <param name="isResult">Whether the model is what the command is asked for: its file is then named on the output.</param>
/// <param name="continuation">How a run that was stopped goes on, for the message.</param>
internal sealed class ConsoleTrainingObserver(
    CommandConsole console, bool isResult = true, string continuation = "--resume goes on from there")
    : ITrainingObserver, IDisposable
{
    private ProgressReporter? progress;
    private ProgressReporter? embedding;
    private int epochs;
    private int stepsPerEpoch;

    public void Started(int epochs, int stepsPerEpoch, long stepsDone)
    {
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
        long total = (long)epochs * stepsPerEpoch;
        console.Error.WriteLine(stepsDone == 0
            ? $"{epochs} epochs of {stepsPerEpoch} steps"
            : $"{epochs} epochs of {stepsPerEpoch} steps, {stepsDone} done before");
        progress = console.StartProgress("training", total, "steps", Math.Min(stepsDone, total));
    }

    public void Stepped(long stepsDone, double loss, double accuracy, double learningRate)
    {
        long epoch = ((stepsDone - 1) / stepsPerEpoch) + 1;
        progress?.Report(
            stepsDone, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}/{epochs} loss {loss:0.000} accuracy {accuracy:0.000}"));
    }

    public void EpochFinished(int epoch, IReadOnlyDictionary<string, double> values, bool isBest)
    {
        string figures = string.Join(", ", values.Select(value =>
            string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:0.####}")));
        progress?.WriteLine($"epoch {epoch}: {figures}{(isBest ? "  (best so far)" : string.Empty)}");
    }

    public void Warned(string message)
    {
        if (progress is null)
        {
            console.Error.WriteLine($"warning: {message}");
        }
        else
        {
            progress.WriteLine($"warning: {message}");
        }
    }

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
        console.Error.WriteLine($"Stopped after {stepsDone} steps and saved; {continuation}.");
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
        progress?.Dispose();
        embedding?.Dispose();
        (progress, embedding) = (null, null);
    }
}
