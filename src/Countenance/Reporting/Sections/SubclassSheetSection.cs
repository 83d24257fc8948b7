namespace Countenance.Reporting.Sections;

/// <summary>What the sub-classes found inside each class look like: a row of pictures each.</summary>
public sealed class SubclassSheetSection : ReportSection
{
    private readonly IReadOnlyList<SubclassSheet> subclasses;

    /// <summary>Creates the section.</summary>
    /// <param name="subclasses">At least one, in the order of the page.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public SubclassSheetSection(IReadOnlyList<SubclassSheet> subclasses)
        : base(
            "subclasses",
            "Sub-expressions",
            "The components of a Gaussian mixture in the embedding of each class, found without looking at anything but the class. A " +
            "component has a number, the largest first, and no name: what its images share is for the eye to say. Shown are the images " +
            "nearest to its mean, nearest first.")
    {
        ArgumentNullException.ThrowIfNull(subclasses);
        if (subclasses.Count == 0)
        {
            throw new ArgumentException("A sheet must have at least one sub-class. Got none.", nameof(subclasses));
        }

        this.subclasses = subclasses;
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Open("ol", ("class", "groups"));
        foreach (SubclassSheet subclass in subclasses)
        {
            html.Open("li");
            html.Open("h3");
            html.Text(subclass.Name);
            html.Element("span", $" {FigureText.Images(subclass.Size)}", ("class", "dim"));
            html.Close("h3");
            html.Open("ol", ("class", "neighbours"), ("aria-label", $"Typical images of {subclass.Name}"));
            for (int i = 0; i < subclass.Typical.Count; i++)
            {
                html.Open("li");
                html.Image(subclass.Typical[i], $"Number {i + 1} from the mean of {subclass.Name}");
                html.Close("li");
            }

            html.Close("ol");
            html.Close("li");
        }

        html.Close("ol");
    }
}
