namespace Countenance.Reporting;

/// <summary>An image of a group.</summary>
/// <param name="Image">The picture; its description is the file's name.</param>
/// <param name="Class">Its labelled class, or null when it has no label.</param>
public sealed record GroupMember(Thumbnail Image, string? Class);
