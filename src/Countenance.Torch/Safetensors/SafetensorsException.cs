namespace Countenance.Torch.Safetensors;

/// <summary>A file cannot be read as safetensors: it is missing, truncated, damaged, hostile, or of a type not supported.</summary>
public sealed class SafetensorsException : Exception
{
    /// <summary>Creates the exception with the message "<paramref name="path"/>: <paramref name="reason"/>".</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong, and where in the file.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    public SafetensorsException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is wrong, and where in the file.</summary>
    public string Reason { get; }
}
