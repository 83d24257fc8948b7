namespace Countenance.Web.Albums;

/// <summary>A picture that is searched by.</summary>
/// <param name="Key">Names it in addresses; cannot be guessed.</param>
/// <param name="Hash">SHA-256 of its contents.</param>
/// <param name="IsWhole">No face was found in it, and all of it is taken for one.</param>
/// <param name="Faces">Its faces, left to right.</param>
/// <param name="Problem">Why it cannot be used; null when it can.</param>
internal sealed record QueryPicture(string Key, string Hash, bool IsWhole, IReadOnlyList<QueryFace> Faces, string? Problem = null);
