using Countenance.Subspaces;

namespace Countenance.Reporting.Sections;

/// <summary>
/// How well the sub-classes found inside each class match attributes that are known, such as those of the synthetic faces.
/// </summary>
public sealed class SubspaceSection : ReportSection
{
    private readonly IReadOnlyList<string> attributes;
    private readonly IReadOnlyList<AttributeAgreement> rows;

    /// <summary>Creates the section.</summary>
    /// <param name="attributes">Names of the known attributes: the columns.</param>
    /// <param name="rows">One row per class.</param>
    /// <exception cref="ArgumentException">A row has another number of figures than there are attributes, or there are no rows.</exception>
    public SubspaceSection(IReadOnlyList<string> attributes, IReadOnlyList<AttributeAgreement> rows)
        : base(
            "subspaces",
            "Sub-spaces",
            "Adjusted mutual information (AMI) between the sub-classes found inside a class, without looking, and attributes that are " +
            "known: 0 is chance, 1 the same partition. The highest of a row is marked ▲.")
    {
        ArgumentNullException.ThrowIfNull(attributes);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
        {
            throw new ArgumentException("A sub-space table must have at least one row. Got none.", nameof(rows));
        }

        foreach (var row in rows)
        {
            if (row.AdjustedMutualInformation.Count != attributes.Count)
            {
                throw new ArgumentException(
                    $"Class \"{row.Class}\" must have {attributes.Count} figures, one per attribute. " +
                    $"Got {row.AdjustedMutualInformation.Count}.",
                    nameof(rows));
            }
        }

        this.attributes = attributes;
        this.rows = rows;
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Sub-spaces and attributes"));
        html.Open("table", ("class", "scores"));
        html.Element("caption", "Adjusted mutual information of sub-classes and known attributes", ("class", "unseen"));
        html.TableHead(["Class", "Sub-classes", .. attributes]);
        html.Open("tbody");
        foreach (var row in rows)
        {
            WriteRow(html, row);
        }

        html.Close("tbody");
        html.Close("table");
        html.Close("div");
    }

    private static void WriteRow(HtmlWriter html, AttributeAgreement row)
    {
        html.Open("tr");
        html.Element("th", row.Class, ("scope", "row"));
        html.Element("td", FigureText.Count(row.Parts));
        foreach (var value in row.AdjustedMutualInformation)
        {
            var best = value == row.Highest && value > 0;
            html.Element("td", best ? $"▲ {FigureText.Score(value)}" : FigureText.Score(value), ("class", best ? "best" : null));
        }

        html.Close("tr");
    }
}
