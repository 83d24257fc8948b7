namespace Countenance.Reporting.Sections;

/// <summary>Images whose label is likely to be wrong, as a section of a page.</summary>
public static class SuspectSheet
{
    /// <summary>The section: a picture each with its given and its suggested label, the probability, the reason and the file.</summary>
    /// <param name="suspects">At least one, the most suspicious first.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ReportSection Section(IReadOnlyList<LabelSuspect> suspects)
    {
        ArgumentNullException.ThrowIfNull(suspects);
        return new ImageSheetSection(
            "suspects",
            "Suspects",
            $"The first {suspects.Count}, the likeliest first: label given → label suggested, judged without the image's own label.",
            [.. suspects.Select(suspect => new SheetImage(suspect.Image, suspect.Heading, [.. Lines(suspect)]))]);
    }

    private static IEnumerable<string> Lines(LabelSuspect suspect)
    {
        yield return $"wrong with probability {FigureText.Share(suspect.Probability, 1)}";
        if (suspect.Reason.Length > 0)
        {
            yield return suspect.Reason;
        }

        yield return suspect.Image.Description;
    }
}
