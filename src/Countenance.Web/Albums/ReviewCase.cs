namespace Countenance.Web.Albums;

/// <summary>Why a person should look at a face.</summary>
/// <param name="Suggested">What it shows most probably.</param>
/// <param name="Given">The data set's label, which is doubted; null in an album of photos.</param>
/// <param name="Wrong">Probability that this label is wrong, 0–1; null in an album of photos.</param>
/// <param name="Reason">What speaks for a look, in words.</param>
/// <param name="Nearest">Rows of the faces most like it, of other photos.</param>
internal sealed record ReviewCase(string Suggested, string? Given, double? Wrong, string Reason, IReadOnlyList<int> Nearest);
