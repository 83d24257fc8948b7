using Countenance.Evaluation;

namespace Countenance.Reporting;

/// <summary>
/// What one report shows. Every part but the title is optional; a part that is absent leaves neither a heading nor an entry in the
/// navigation. Written by <see cref="HtmlReport"/>.
/// </summary>
public sealed record ReportContent
{
    /// <summary>The page's title, such as the name of the run.</summary>
    public required string Title { get; init; }

    /// <summary>One line under the title: what was done to what.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Key facts in the order they are shown: model, data, epochs, seed, commit.</summary>
    public IReadOnlyList<ReportFact> Facts { get; init; } = [];

    /// <summary>The figures: tiles, confusion matrix, per-class table, retrieval curves and the table of measures come from here.</summary>
    public EvaluationReport? Evaluation { get; init; }

    /// <summary>
    /// Names of the confusion matrix's rows and columns, in order. When empty, the names of the per-class rows serve.
    /// </summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>kNN scores against the number of neighbours, in ascending order of K.</summary>
    public IReadOnlyList<NeighbourCountScore> F1ByK { get; init; } = [];

    /// <summary>Curves of the training; those with the same quantity share a chart.</summary>
    public IReadOnlyList<TrainingCurve> TrainingCurves { get; init; } = [];

    /// <summary>Queries with their nearest neighbours, one row per query.</summary>
    public IReadOnlyList<NeighbourRow> Neighbours { get; init; } = [];

    /// <summary>Further sections, shown after the built-in ones and before the table of measures.</summary>
    public IReadOnlyList<ReportSection> Sections { get; init; } = [];
}
