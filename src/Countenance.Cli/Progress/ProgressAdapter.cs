namespace Countenance.Cli.Progress;

/// <summary>Passes the library's progress on to a reporter, at once and on the calling thread.</summary>
internal sealed class ProgressAdapter(ProgressReporter reporter) : IProgress<int>
{
    public void Report(int value) => reporter.Report(value);
}
