namespace Countenance.Reporting;

/// <summary>A report cannot be written; the message names its path and the reason.</summary>
public sealed class ReportException : CountenanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">Where the report was to go.</param>
    /// <param name="innerException">What the file system said.</param>
    public ReportException(string path, Exception innerException)
        : base($"{path}: the report cannot be written. {innerException?.Message}", innerException!)
    {
        Path = path;
    }

    /// <summary>Where the report was to go.</summary>
    public string Path { get; }
}
