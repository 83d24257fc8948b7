using System.Globalization;
using Countenance.Cli.Progress;

namespace Countenance.Cli.Training;

/// <summary>The epochs of one training on the error stream: a bar, one line per epoch, warnings.</summary>
/// <param name="console">Where to.</param>
/// <param name="bar">What the bar is called.</param>
/// <param name="heading">Before the line that begins: <c>fold 1 of 3: </c>, or nothing.</param>
/// <param name="line">Before every other line: <c>fold 1, </c>, or nothing.</param>
internal sealed class EpochProgress(CommandConsole console, string bar, string heading = "", string line = "") : IDisposable
{
    private ProgressReporter? progress;
    private int epochs;
    private int stepsPerEpoch;

    /// <summary>Says what is to come, and shows the bar.</summary>
    public void Start(int epochs, int stepsPerEpoch, long stepsDone)
    {
        this.epochs = epochs;
        this.stepsPerEpoch = stepsPerEpoch;
        long total = (long)epochs * stepsPerEpoch;
        string before = stepsDone == 0 ? string.Empty : $", {stepsDone} done before";
        console.Error.WriteLine($"{heading}{epochs} epochs of {stepsPerEpoch} steps{before}");
        progress = console.StartProgress(bar, total, "steps", Math.Min(stepsDone, total));
    }

    /// <summary>Moves the bar.</summary>
    public void Step(long stepsDone, double loss, double accuracy)
    {
        long epoch = ((stepsDone - 1) / stepsPerEpoch) + 1;
        progress?.Report(
            stepsDone, string.Create(CultureInfo.InvariantCulture, $"epoch {epoch}/{epochs} loss {loss:0.000} accuracy {accuracy:0.000}"));
    }

    /// <summary>Writes the line of an epoch.</summary>
    public void Finish(int epoch, IReadOnlyDictionary<string, double> values, string remark = "")
    {
        string figures = string.Join(", ", values.Select(value =>
            string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:0.####}")));
        progress?.WriteLine($"{line}epoch {epoch}: {figures}{remark}");
    }

    /// <summary>Writes a warning, with the bar or without.</summary>
    public void Warn(string message)
    {
        string text = $"{line}warning: {message}";
        if (progress is null)
        {
            console.Error.WriteLine(text);
        }
        else
        {
            progress.WriteLine(text);
        }
    }

    /// <summary>Takes the bar away; another may be started.</summary>
    public void Dispose()
    {
        progress?.Dispose();
        progress = null;
    }
}
