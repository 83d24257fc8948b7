namespace Countenance.Reporting.Sections;

/// <summary>Pictures with a heading and lines of text each: the hardest images, likely wrong labels, medoids of groups.</summary>
public sealed class ImageSheetSection : ReportSection
{
    private readonly IReadOnlyList<SheetImage> images;

    /// <summary>Creates the section.</summary>
    /// <inheritdoc cref="ReportSection(string, string, string)"/>
    /// <param name="id">Fragment identifier, unique in the page.</param>
    /// <param name="title">Heading.</param>
    /// <param name="explanation">What the images are and how they are ordered.</param>
    /// <param name="images">At least one.</param>
    /// <exception cref="ArgumentException">The id has a wrong form, the title is empty, or there are no images.</exception>
    public ImageSheetSection(string id, string title, string explanation, IReadOnlyList<SheetImage> images)
        : base(id, title, explanation)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
        {
            throw new ArgumentException("A sheet must have at least one image. Got none.", nameof(images));
        }

        this.images = images;
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Open("ol", ("class", "images"));
        foreach (var image in images)
        {
            html.Open("li");
            html.Open("figure");
            html.Image(image.Image, image.Heading);
            html.Open("figcaption");
            html.Element("strong", image.Heading);
            foreach (var line in image.Lines)
            {
                html.Element("span", line, ("class", "dim"));
            }

            html.Close("figcaption");
            html.Close("figure");
            html.Close("li");
        }

        html.Close("ol");
    }
}
