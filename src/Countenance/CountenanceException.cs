namespace Countenance;

/// <summary>
/// Something outside the program is not as it must be: a file, a data set, a model, the machine. The message names the path and the
/// place; it is meant to be shown to the user as it is.
/// </summary>
public class CountenanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CountenanceException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public CountenanceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
