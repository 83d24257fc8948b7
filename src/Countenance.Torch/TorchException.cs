namespace Countenance.Torch;

/// <summary>libtorch refused a call, or could not be loaded. The message holds libtorch's own words and the operator's name.</summary>
public sealed class TorchException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TorchException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    public TorchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
