namespace Countenance.Reporting;

/// <summary>A sub-class as pictures.</summary>
/// <param name="Name">Its name, such as <c>happiness 2</c>.</param>
/// <param name="Size">Number of its images.</param>
/// <param name="Typical">The images nearest to its mean, nearest first.</param>
public sealed record SubclassSheet(string Name, int Size, IReadOnlyList<Thumbnail> Typical);
