using System.Globalization;
using Countenance.Datasets;
using Countenance.Reporting;
using Countenance.Reporting.Sections;
using Countenance.Vision;

namespace Countenance.Auditing;

/// <summary>The suspects as a contact sheet in a report page.</summary>
public static class AuditPage
{
    /// <summary>Composes the page.</summary>
    /// <param name="dataset">The audited images.</param>
    /// <param name="suspects">In the order of their rank.</param>
    /// <param name="facts">What was done, such as the folds and the estimated share of wrong labels.</param>
    /// <param name="shown">The most suspects shown, at least 1.</param>
    public static ReportContent Compose(
        ImageDataset dataset, IReadOnlyList<Suspect> suspects, IReadOnlyList<ReportFact> facts, int shown = 200)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(suspects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shown);
        SheetImage[] images = [.. suspects.Take(shown).Select(suspect => Sheet(dataset, suspect))];
        var content = new ReportContent
        {
            Title = "Likely wrong labels",
            Subtitle = $"{dataset.Format} {dataset.Split}: {suspects.Count} suspects of {dataset.Count} images",
            Facts = facts,
        };
        return images.Length == 0 ? content : content with
        {
            Sections =
            [
                new ImageSheetSection(
                    "suspects",
                    "Suspects",
                    $"The first {images.Length}, the likeliest first: label given → label suggested, judged without the image's own label.",
                    images),
            ],
        };
    }

    private static SheetImage Sheet(ImageDataset dataset, Suspect suspect)
    {
        var picture = new Thumbnail(
            ImageCodec.Encode(DatasetImages.ToImage(dataset, suspect.Image), ImageFormat.Png), suspect.File);
        string probability = string.Create(CultureInfo.InvariantCulture, $"wrong with probability {100 * suspect.Probability:0.0} %");
        return new SheetImage(picture, $"{suspect.Label} → {suspect.Suggested}", [probability, suspect.Reason, suspect.File]);
    }
}
