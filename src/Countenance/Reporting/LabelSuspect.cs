namespace Countenance.Reporting;

/// <summary>An image whose label is likely to be wrong (the paper's Figure 6).</summary>
/// <param name="Image">The picture; its description is the file's name.</param>
/// <param name="Given">The label it has.</param>
/// <param name="Suggested">The label it should rather have.</param>
/// <param name="Probability">Probability that the given label is wrong, a fraction.</param>
/// <param name="Reason">Why, in a few words, such as <c>9 of 11 nearest are neutral</c>; may be empty.</param>
public sealed record LabelSuspect(Thumbnail Image, string Given, string Suggested, double Probability, string Reason)
{
    /// <summary>Such as <c>sadness → neutral</c>.</summary>
    internal string Heading => $"{Given} → {Suggested}";
}
