using Countenance.Datasets;
using Countenance.Models;
using Countenance.Reporting.Sections;
using Countenance.Retrieval;
using Countenance.Subspaces;

namespace Countenance.Reporting;

/// <summary>Puts together what a report shows of the sub-classes of a data set.</summary>
public static class SubspacePage
{
    private const int ImagesShown = 8;

    /// <summary>Composes a page of its own.</summary>
    /// <param name="card">The model that the sub-classes were looked for in first.</param>
    /// <param name="dataset">The images.</param>
    /// <param name="embeddings">Their embeddings, [N, D].</param>
    /// <param name="partition">Their sub-classes.</param>
    public static ReportContent Compose(ModelCard card, ImageDataset dataset, EmbeddingMatrix embeddings, SubclassPartition partition)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(partition);
        int[] counts = partition.Counts();
        ModelSubclass[] found = [.. partition.Subclasses.Where((_, i) => counts[i] > 0)];
        return new ReportContent
        {
            Title = $"Sub-expressions of {dataset.Format} {dataset.Split}",
            Facts =
            [
                new("Model", $"{card.Architecture}, {card.ImageSize} px, {card.Outputs} dimensions"),
                new("Sub-expressions", $"{found.Length} of {found.DistinctBy(subclass => subclass.Class).Count()} expressions"),
                new("Images", FigureText.Count(dataset.Count)),
            ],
            Sections = Sections(dataset, embeddings, partition),
        };
    }

    /// <summary>The sections: agreement with attributes, where the data set has them, and pictures of every sub-class.</summary>
    /// <param name="dataset">The images.</param>
    /// <param name="embeddings">Their embeddings, [N, D].</param>
    /// <param name="partition">Their sub-classes.</param>
    public static IReadOnlyList<ReportSection> Sections(ImageDataset dataset, EmbeddingMatrix embeddings, SubclassPartition partition)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(partition);
        List<ReportSection> sections = [];
        if (dataset.Attributes is { } attributes && AttributeAgreement.Measure(dataset, partition.Labels) is { Count: > 0 } rows)
        {
            sections.Add(new SubspaceSection([.. attributes.Keys], rows));
        }

        // A class without images has a sub-class all the same, and nothing to show of it.
        int[] counts = partition.Counts();
        SubclassSheet[] sheets =
        [
            .. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0)
                .Select(i => Sheet(partition.Subclasses[i].Name, i, dataset, embeddings, partition)),
        ];
        if (sheets.Length > 0)
        {
            sections.Add(new SubclassSheetSection(sheets));
        }

        return sections;
    }

    private static SubclassSheet Sheet(string name, int index, ImageDataset dataset, EmbeddingMatrix embeddings, SubclassPartition partition)
    {
        int[] members = [.. Enumerable.Range(0, dataset.Count).Where(i => partition.Labels[i] == index)];
        int size = members.Length;
        float[] mean = embeddings.Rows(members).Mean();
        double[] distances = Array.ConvertAll(members, member => SquaredDistance.Between(embeddings[member], mean));
        Selection.SortByKeyThenId(distances, members);
        return new SubclassSheet(
            name, size, [.. members.Take(ImagesShown).Select(i => Thumbnail.Of(DatasetImages.ToImage(dataset, i), dataset.Names[i]))]);
    }
}
