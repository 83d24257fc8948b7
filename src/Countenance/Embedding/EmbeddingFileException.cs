namespace Countenance.Embedding;

/// <summary>A file does not hold embeddings as it should: damaged, truncated, or of another layout.</summary>
public sealed class EmbeddingFileException : CountenanceException
{
    /// <summary>Creates the exception with the message "<paramref name="path"/>: <paramref name="reason"/>".</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong, and where in the file.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    public EmbeddingFileException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException!)
    {
        Path = path;
    }

    /// <summary>The file.</summary>
    public string Path { get; }
}
