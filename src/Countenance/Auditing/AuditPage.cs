using Countenance.Datasets;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

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
        IReadOnlyList<LabelSuspect> pictures = Pictures(dataset, suspects, shown);
        var content = new ReportContent
        {
            Title = "Likely wrong labels",
            Subtitle = $"{dataset.Format} {dataset.Split}: {suspects.Count} suspects of {dataset.Count} images",
            Facts = facts,
        };
        return pictures.Count == 0 ? content : content with { Sections = [SuspectSheet.Section(pictures)] };
    }

    /// <summary>The first suspects with their pictures, for a page or a sheet.</summary>
    /// <param name="dataset">The audited images.</param>
    /// <param name="suspects">In the order of their rank.</param>
    /// <param name="shown">The most suspects taken, at least 1.</param>
    public static IReadOnlyList<LabelSuspect> Pictures(ImageDataset dataset, IReadOnlyList<Suspect> suspects, int shown)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(suspects);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shown);
        return
        [
            .. suspects.Take(shown).Select(suspect => new LabelSuspect(
                Thumbnail.Of(DatasetImages.ToImage(dataset, suspect.Image), suspect.File),
                suspect.Label,
                suspect.Suggested,
                suspect.Probability,
                suspect.Reason)),
        ];
    }
}
