namespace Countenance.Reporting.Sections;

/// <summary>A picture of an <see cref="ImageSheetSection"/>.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Heading">Its heading, such as <c>sadness → neutral</c>.</param>
/// <param name="Lines">Further lines, such as the posterior and the file name.</param>
public sealed record SheetImage(Thumbnail Image, string Heading, IReadOnlyList<string> Lines);
