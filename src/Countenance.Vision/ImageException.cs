namespace Countenance.Vision;

/// <summary>An image that could not be read or decoded; the message is <c>SOURCE: reason</c> and meant to be shown as it is.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="error">The kind of failure.</param>
    /// <param name="imageSource">What names the image: a path, or an archive's path and the entry in it.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="innerException">The cause, if another exception.</param>
    public ImageException(ImageError error, string imageSource, string reason, Exception? innerException = null)
        : base($"{imageSource}: {reason}", innerException)
    {
        Error = error;
        ImageSource = imageSource;
    }

    /// <summary>The kind of failure.</summary>
    public ImageError Error { get; }

    /// <summary>What names the image: a path, or an archive's path and the entry in it.</summary>
    public string ImageSource { get; }
}
