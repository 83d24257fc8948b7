namespace Countenance.Datasets;

/// <summary>
/// A data set on disk is not as its format demands. The message names the file and the place in it, such as
/// <c>ferplus.zip/FER2013Train/label.csv line 17: 9 votes, expected 10</c>.
/// </summary>
public class DatasetException : CountenanceException
{
    /// <summary>Creates the exception for a whole file or folder.</summary>
    /// <param name="path">The file or folder; inside a zip file, the zip's path followed by the entry's name.</param>
    /// <param name="problem">What is wrong, without the path.</param>
    /// <param name="innerException">The cause, if any.</param>
    public DatasetException(string path, string problem, Exception? innerException = null)
        : this(path, null, problem, innerException)
    {
    }

    /// <summary>Creates the exception for one line of a text file.</summary>
    /// <param name="path">The file; inside a zip file, the zip's path followed by the entry's name.</param>
    /// <param name="line">The line's number, the first line being 1; null when the whole file is meant.</param>
    /// <param name="problem">What is wrong, without path and line.</param>
    /// <param name="innerException">The cause, if any.</param>
    public DatasetException(string path, int? line, string problem, Exception? innerException = null)
        : base(line is { } number ? $"{path} line {number}: {problem}" : $"{path}: {problem}", innerException!)
    {
        Path = path;
        Line = line;
    }

    /// <summary>The file or folder that is not as it must be.</summary>
    public string Path { get; }

    /// <summary>The line in it, the first being 1, or null when the whole file is meant.</summary>
    public int? Line { get; }
}
