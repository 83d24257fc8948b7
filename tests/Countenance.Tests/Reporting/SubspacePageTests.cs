using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Countenance.Datasets;
using Countenance.Datasets.Synthetic;
using Countenance.Reporting;
using Countenance.Subspaces;

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
}
