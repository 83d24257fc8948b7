using Countenance.Datasets;

namespace Countenance.Cli.Progress;

/// <summary>Shows how the images of a data set are decoded; nothing when they are decoded already.</summary>
internal sealed class DecodingReporter(CommandConsole console) : IProgress<DecodingProgress>, IDisposable
{
    private ProgressReporter? reporter;

    public void Report(DecodingProgress value)
    {
        reporter ??= console.StartProgress("decoding", value.Total, "images");
        reporter.Report(value.Done);
    }

    public void Dispose() => reporter?.Dispose();
}
