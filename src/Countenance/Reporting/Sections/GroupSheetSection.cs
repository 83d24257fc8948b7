namespace Countenance.Reporting.Sections;

/// <summary>Groups found in an embedding: of each its medoid, large, and the members nearest to it.</summary>
public sealed class GroupSheetSection : ReportSection
{
    private readonly IReadOnlyList<GroupSheet> groups;

    /// <summary>Creates the section.</summary>
    /// <param name="groups">At least one, in the order of the page.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public GroupSheetSection(IReadOnlyList<GroupSheet> groups)
        : base(
            "groups",
            "Groups",
            "Groups of images that lie together in the embedding, found without looking at labels. The large picture is the medoid, the " +
            "member nearest to the group's mean; beside it are the members nearest to the medoid, nearest first. A group is named after " +
            "the label that most of its members have, with their share. ✕ and a dashed frame: labelled otherwise.")
    {
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count == 0)
        {
            throw new ArgumentException("A sheet must have at least one group. Got none.", nameof(groups));
        }

        this.groups = groups;
    }

    /// <inheritdoc/>
    public override void WriteAside(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Element("p", $"{groups.Count} groups of {FigureText.Count(groups.Sum(group => (long)group.Size))} images.", ("class", "note"));
    }

    /// <inheritdoc/>
    public override void WriteBody(HtmlWriter html)
    {
        ArgumentNullException.ThrowIfNull(html);
        html.Open("ol", ("class", "groups"));
        foreach (GroupSheet group in groups)
        {
            html.Open("li");
            html.Open("h3");
            html.Text(group.Heading);
            html.Element("span", $" {group.SizeText}", ("class", "dim"));
            html.Close("h3");
            html.Open("div", ("class", "medoid-row"));
            WriteMedoid(html, group);
            html.Open("ol", ("class", "neighbours"), ("aria-label", "Nearest to the medoid"));
            for (int i = 0; i < group.Top.Count; i++)
            {
                WriteMember(html, group, group.Top[i], i + 1);
            }

            html.Close("ol");
            html.Close("div");
            html.Close("li");
        }

        html.Close("ol");
    }

    private static void WriteMedoid(HtmlWriter html, GroupSheet group)
    {
        html.Open("figure", ("class", "medoid"));
        html.Image(group.Medoid.Image, $"Medoid, {group.Medoid.Class ?? FigureText.NoLabel}");
        html.Open("figcaption");
        html.Element("strong", $"medoid, {group.Medoid.Class ?? FigureText.NoLabel}");
        string file = group.Medoid.Image.Description;
        html.Element("span", file[(file.LastIndexOf('/') + 1)..], ("class", "dim"), ("title", file));
        html.Close("figcaption");
        html.Close("figure");
    }

    private static void WriteMember(HtmlWriter html, GroupSheet group, GroupMember member, int rank)
    {
        string name = member.Class ?? FigureText.NoLabel;
        bool otherwise = group.IsTypical(member) == false;
        html.Open("li", ("class", otherwise ? "wrong" : null));
        html.Open("figure");
        html.Image(member.Image, $"Number {rank} from the medoid, {name}");
        html.Open("figcaption");
        html.Open("span", ("class", "name"), ("title", name));
        if (otherwise)
        {
            html.Element("span", "✕ ", ("aria-hidden", "true"), ("class", "mark"));
        }

        html.Text(name);
        html.Close("span");
        html.Close("figcaption");
        html.Close("figure");
        html.Close("li");
    }
}
