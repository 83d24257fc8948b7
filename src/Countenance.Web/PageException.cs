namespace Countenance.Web;

/// <summary>The page cannot be served: the port is taken, or the address is not this machine's.</summary>
public sealed class PageException : CountenanceException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="address">Where it was to be served.</param>
    /// <param name="innerException">The cause.</param>
    public PageException(string address, Exception innerException)
        : base($"{address}: the page cannot be served there: {innerException?.Message}", innerException!)
    {
    }
}
