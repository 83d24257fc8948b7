namespace Countenance.Reporting.Sections;

/// <summary>
/// The sections of a report in the order of the page: a line each. A section whose part is absent is null and leaves no trace.
/// </summary>
internal static class BuiltInSections
{
    public static IReadOnlyList<ReportSection> From(ReportContent content)
    {
        var evaluation = content.Evaluation;
        IEnumerable<ReportSection?> sections =
        [
            ConfusionSection.From(evaluation?.Classification, content.ClassNames),
            ClassScoresSection.From(evaluation?.Classification),
            RetrievalSection.From(evaluation?.Retrieval),
            NeighbourCountSection.From(content.F1ByK),
            NeighbourSheetSection.From(content.Neighbours),
            TrainingSection.From(content.TrainingCurves),
            .. content.Sections,
            MeasuresSection.From(evaluation),
        ];
        return [.. sections.OfType<ReportSection>()];
    }
}
