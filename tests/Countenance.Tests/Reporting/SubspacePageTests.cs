using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Reporting;
using Countenance.Subspaces;
using Countenance.Tests.Models;

namespace Countenance.Tests.Reporting;

public class SubspacePageTests
{
    [Fact]
    public void The_images_nearest_to_the_mean_of_a_sub_class_stand_for_it()
    {
        using ImageDataset faces = SyntheticFaces.Create(new SyntheticFacesOptions { Count = 64 }, TestContext.Current.CancellationToken);
        int[] first = [.. Enumerable.Range(0, faces.Count).Where(i => faces.Labels[i] == 0)];
        var labels = new int[faces.Count];
        Array.Fill(labels, 1);
        Array.ForEach(first, i => labels[i] = 0);
        var partition = new SubclassPartition([new($"{faces.ClassNames[0]} 1", 0), new($"{faces.ClassNames[1]} 1", 1)], labels, null);
        float[] line = [.. Enumerable.Range(0, faces.Count).Select(i => MathF.Pow(1 + Array.IndexOf(first, i), 2))];

        IReadOnlyList<ReportSection> sections = SubspacePage.Sections(faces, new EmbeddingMatrix(line, 1), partition);

        string page = HtmlReport.Render(new ReportContent { Title = "x", Sections = sections });
        IElement[] rows = [.. new HtmlParser().ParseDocument(page).QuerySelectorAll("#subclasses .groups > li")];
        double mean = first.Average(i => (double)line[i]);
        Assert.Equal(
            first.OrderBy(i => Math.Abs(line[i] - mean)).Take(8).Select(i => faces.Names[i]),
            rows[0].QuerySelectorAll("img").Select(image => image.GetAttribute("title")));
        Assert.Contains($"{first.Length} images", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(2, rows.Length);
    }

    [Fact]
    public void A_class_without_images_has_no_row_and_is_not_counted()
    {
        using ImageDataset faces = SmallModel.Faces(24);
        int[] labels = [.. Enumerable.Range(0, faces.Count).Select(i => 2 * (i % 2))];
        var partition = new SubclassPartition([new("anger 1", 0), new("contempt 1", 1), new("fear 1", 2)], labels, null);
        var embeddings = new EmbeddingMatrix([.. Enumerable.Range(0, faces.Count).Select(i => (float)i)], 1);

        ReportContent content = SubspacePage.Compose(SmallModel.Card(1, 6, 16), faces, embeddings, partition);

        IDocument page = new HtmlParser().ParseDocument(HtmlReport.Render(content));
        string[] rows = [.. page.QuerySelectorAll("#subclasses .groups > li").Select(row => row.TextContent)];
        Assert.Equal(2, rows.Length);
        Assert.DoesNotContain(rows, row => row.Contains("contempt", StringComparison.Ordinal));
        Assert.Contains(content.Facts, fact => fact == new ReportFact("Sub-expressions", "2 of 2 expressions"));
    }
}
