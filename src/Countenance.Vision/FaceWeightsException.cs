namespace Countenance.Vision;

/// <summary>A file that a <see cref="FaceDetector"/> needs is missing or not the one it must be; the message says how to get it.</summary>
public sealed class FaceWeightsException : Exception
{
    /// <summary>Creates the exception with the message <c>PATH: reason</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it, and the remedy.</param>
    /// <param name="innerException">The cause, if another exception.</param>
    public FaceWeightsException(string path, string reason, Exception? innerException = null)
        : base($"{path}: {reason}", innerException)
        => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
