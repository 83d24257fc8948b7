namespace Countenance.Training;

/// <summary>A line of a metrics log, other than a half-written last one, cannot be read.</summary>
public sealed class MetricsLogException : CountenanceException
{
    /// <summary>Creates the exception with the message "PATH line N: REASON".</summary>
    /// <param name="path">The log.</param>
    /// <param name="line">Number of the line, counted from 1.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="innerException">The cause.</param>
    public MetricsLogException(string path, int line, string reason, Exception? innerException = null)
        : base($"{path} line {line}: {reason}", innerException!)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The log.</summary>
    public string Path { get; }

    /// <summary>Number of the line, counted from 1.</summary>
    public int Line { get; }
}
