using System.Globalization;
using Countenance.Album.Search;
using Countenance.Reporting;

namespace Countenance.Album.Summaries;

/// <summary>The groups of a summary: of each its medoid, large, and the members nearest to it.</summary>
internal sealed class SubgroupSection(AlbumSummary summary, string id, string expression, Func<int, Thumbnail> picture) : ReportSection(
    id,
    expression,
    "Sub-expressions found without looking at who is shown. The large picture is the medoid, the member nearest to the group's mean; " +
    "beside it are the members nearest to it, one of every burst, with the probability that they belong to this group and to no other of " +
    "the expression.")
{
    private readonly SummaryGroup[] groups = [.. summary.Groups.Where(group => group.Expression == expression)];

    public override void WriteAside(HtmlWriter html)
    {
        int faces = groups.Sum(group => group.Members.Count);
        html.Element("p", string.Create(CultureInfo.InvariantCulture, $"{faces} faces in {groups.Length} groups."), ("class", "note"));
    }

    public override void WriteBody(HtmlWriter html)
    {
        html.Open("ol", ("class", "groups"));
        foreach (SummaryGroup group in groups)
        {
            html.Open("li");
            html.Open("h3");
            html.Text($"Group {group.Number}");
            html.Element("span", group.Members.Count == 1 ? " 1 face" : $" {group.Members.Count} faces", ("class", "dim"));
            html.Close("h3");
            html.Open("div", ("class", "medoid-row"));
            WriteMedoid(html, group.Medoid);
            html.Open("ol", ("class", "neighbours"), ("aria-label", "Nearest to the medoid"));
            for (int i = 0; i < group.Top.Count; i++)
            {
                WriteMember(html, group.Top[i], group.Memberships[i]);
            }

            html.Close("ol");
            html.Close("div");
            html.Close("li");
        }

        html.Close("ol");
    }

    private void WriteMedoid(HtmlWriter html, int face)
    {
        LabelledFace medoid = summary.Index.Faces[face];
        html.Open("figure", ("class", "medoid"));
        html.Image(picture(face), $"Medoid, {medoid.Expression}");
        html.Open("figcaption");
        html.Element("strong", "medoid");
        html.Element("span", Path.GetFileName(medoid.Face.Path), ("class", "dim"), ("title", medoid.Face.Path));
        html.Close("figcaption");
        html.Close("figure");
    }

    private void WriteMember(HtmlWriter html, int face, float membership)
    {
        string share = string.Create(CultureInfo.InvariantCulture, $"{100 * membership:0} %");
        html.Open("li");
        html.Open("figure");
        html.Image(picture(face), $"{summary.Index.Faces[face].Expression}, membership {share}");
        html.Open("figcaption");
        html.Element("span", share, ("class", "name"));
        html.Close("figcaption");
        html.Close("figure");
        html.Close("li");
    }
}
