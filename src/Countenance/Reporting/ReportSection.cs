namespace Countenance.Reporting;

/// <summary>
/// A part of the report with a heading and an entry in the navigation. To add one: a class of its own in <c>Reporting/Sections/</c>
/// deriving from this, and either a line in <see cref="Sections.BuiltInSections"/> or a place in <see cref="ReportContent.Sections"/>.
/// </summary>
public abstract class ReportSection
{
    /// <summary>Creates the section.</summary>
    /// <param name="id">Fragment identifier, unique in the page: lower-case letters, digits and hyphens, beginning with a letter.</param>
    /// <param name="title">Heading.</param>
    /// <param name="explanation">A sentence or two that define what is shown.</param>
    /// <exception cref="ArgumentException">The id has another form, or the title is empty.</exception>
    protected ReportSection(string id, string title, string explanation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(explanation);
        if (!char.IsAsciiLetterLower(id[0]) || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new ArgumentException(
                $"A section's id must be lower-case letters, digits and hyphens, beginning with a letter. Got \"{id}\".", nameof(id));
        }

        Id = id;
        Title = title;
        Explanation = explanation;
    }

    /// <summary>Fragment identifier, unique in the page.</summary>
    public string Id { get; }

    /// <summary>Heading.</summary>
    public string Title { get; }

    /// <summary>A sentence or two that define what is shown.</summary>
    public string Explanation { get; }

    /// <summary>Writes what stands under the explanation in the narrow column: nothing unless overridden.</summary>
    /// <param name="html">The page, open at the narrow column.</param>
    public virtual void WriteAside(HtmlWriter html)
    {
    }

    /// <summary>Writes the figure itself.</summary>
    /// <param name="html">The page, open at the wide column. What is opened must be closed.</param>
    public abstract void WriteBody(HtmlWriter html);
}
