namespace Countenance.Web.Albums;

/// <summary>An address asks for something that there is not; the message says what, to be shown.</summary>
internal sealed class QueryException(string message) : Exception(message);
