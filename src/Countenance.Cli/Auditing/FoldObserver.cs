using System.Globalization;
using Countenance.Cli.Progress;
using Countenance.Training;

namespace Countenance.Cli.Auditing;

/// <summary>Shows the training of one fold of an audit, and the embedding after it; all on the error stream.</summary>
internal sealed class FoldObserver(CommandConsole console, int fold, int foldCount, int images)
    : ITrainingObserver, IProgress<int>, IDisposable
{
    private ProgressReporter? progress;
    private int epochs;
    private int stepsPerEpoch;

    public void Started(int epochs, int stepsPerEpoch, long stepsDone)
    {
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
        long total = (long)epochs * stepsPerEpoch;
        string before = stepsDone == 0 ? string.Empty : $", {stepsDone} done before";
        console.Error.WriteLine($"fold {fold} of {foldCount}: {epochs} epochs of {stepsPerEpoch} steps{before}");
        progress = console.StartProgress($"fold {fold}", total, "steps", Math.Min(stepsDone, total));
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
        progress?.WriteLine($"fold {fold}, epoch {epoch}: {figures}");
    }

    public void Warned(string message)
    {
        string line = $"fold {fold}: warning: {message}";
        if (progress is null)
        {
            console.Error.WriteLine(line);
        }
        else
        {
            progress.WriteLine(line);
        }
    }

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
        console.Error.WriteLine($"Stopped in fold {fold} after {stepsDone} steps and saved; the same command goes on from there.");
    }

    public void Finished(string modelPath, TrainingProgress progress) => Dispose();

    public void Report(int value)
    {
        progress ??= console.StartProgress($"fold {fold}, embedding", images, "images");
        progress.Report(value);
        if (value == images)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        progress?.Dispose();
        progress = null;
    }
}
