namespace Countenance.Auditing;

/// <summary>A label that is likely wrong.</summary>
/// <param name="Rank">Place in the ranking, from 1.</param>
/// <param name="Image">Index of the image in the data set.</param>
/// <param name="File">Its name.</param>
/// <param name="Label">The class given.</param>
/// <param name="Suggested">The most probable other class.</param>
/// <param name="Probability">Probability that the label is wrong, 0–1.</param>
/// <param name="Typicality">Share of the images of this label that are no nearer to its class than this one, 0–1.</param>
/// <param name="Reason">What speaks against the label, in words.</param>
public sealed record Suspect(
    int Rank, int Image, string File, string Label, string Suggested, double Probability, double Typicality, string Reason);
