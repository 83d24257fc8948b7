namespace Countenance.Album;

/// <summary>An album, or what it is to be made of, is not as it must be; the message is <c>PLACE: reason</c>.</summary>
public sealed class AlbumException : CountenanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="place">The file, folder or data base.</param>
    /// <param name="reason">What is wrong with it.</param>
    public AlbumException(string place, string reason)
        : base($"{place}: {reason}")
    {
        Place = place;
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="place">The file, folder or data base.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="innerException">The cause.</param>
    public AlbumException(string place, string reason, Exception innerException)
        : base($"{place}: {reason}", innerException)
    {
        Place = place;
    }

    /// <summary>The file, folder or data base.</summary>
    public string Place { get; }
}
