namespace Countenance.Web.Albums;

/// <summary>A group is asked for while the groups are still being made.</summary>
internal sealed class GroupsPendingException() : Exception("The faces are still being grouped. Ask again in a moment.");
