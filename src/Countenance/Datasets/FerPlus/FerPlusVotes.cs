namespace Countenance.Datasets.FerPlus;

/// <summary>
/// The FER+ label rules. Ten annotators chose one of ten columns for each image: the eight <see cref="Emotions"/>, unknown, or not a face.
/// </summary>
/// <remarks>
/// In both rules a column with a single vote (≤ 1) is emptied first. Let r_j be the votes that remain and R = Σ_j r_j over <em>all ten</em>
/// columns: unknown and not-a-face count in R. Let j* be the column with the most remaining votes, the first of equals.
/// <list type="bullet">
/// <item><c>majority</c> keeps the image when j* is an emotion and r_j* &gt; R/2, strictly. This is the reading that gives the published
/// 25045 training and 3191 validation images: with R over the eight emotions it would keep 25933 for training, with ≥ 26559, with the
/// single votes counted in R 21823.</item>
/// <item><c>distribution</c> keeps the image when j* is an emotion. (An emotion level with unknown or not-a-face stands before it and
/// wins.)</item>
/// </list>
/// The label is j*; the votes are r_j / Σ r_j over the eight emotions. An image whose every column has at most one vote is dropped by both.
/// </remarks>
internal static class FerPlusVotes
{
    /// <summary>The number of columns of votes: the emotions, unknown, not a face.</summary>
    public const int Columns = 10;

    /// <summary>The classes, in the order of the columns.</summary>
    public static IReadOnlyList<string> Emotions { get; } =
        ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

    /// <summary>The names of all columns, as <c>fer2013new.csv</c> writes them.</summary>
    public static IReadOnlyList<string> ColumnNames { get; } = [.. Emotions, "unknown", "NF"];

    /// <summary>Applies both rules to one image.</summary>
    /// <param name="votes">The votes, [10], each at least 0.</param>
    /// <param name="distribution">Receives the votes over the emotions, [8], summing to 1; only when the image is not dropped.</param>
    public static FerPlusVerdict Judge(ReadOnlySpan<float> votes, Span<float> distribution)
    {
        Span<float> remaining = stackalloc float[Columns];
        float total = 0;
        float emotional = 0;
        int top = 0;
        for (int column = 0; column < Columns; column++)
        {
            remaining[column] = votes[column] <= 1 ? 0 : votes[column];
            total += remaining[column];
            emotional += column < Emotions.Count ? remaining[column] : 0;
            top = remaining[column] > remaining[top] ? column : top;
        }

        if (remaining[top] == 0 || top >= Emotions.Count)
        {
            return new FerPlusVerdict(-1, FerPlusStanding.Dropped);
        }

        for (int column = 0; column < Emotions.Count; column++)
        {
            distribution[column] = remaining[column] / emotional;
        }

        return new FerPlusVerdict(top, remaining[top] > 0.5f * total ? FerPlusStanding.Majority : FerPlusStanding.DistributionOnly);
    }
}

/// <summary>What the rules say of one image.</summary>
/// <param name="Label">Index of the emotion, or −1 when the image is dropped.</param>
/// <param name="Standing">By which rules it is kept.</param>
internal readonly record struct FerPlusVerdict(int Label, FerPlusStanding Standing);

/// <summary>By which rules an image is kept. What the majority rule keeps, the distribution rule keeps too.</summary>
internal enum FerPlusStanding
{
    /// <summary>By both rules.</summary>
    Majority,

    /// <summary>By the distribution rule alone.</summary>
    DistributionOnly,

    /// <summary>By neither.</summary>
    Dropped,
}
