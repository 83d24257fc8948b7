namespace Countenance.Album.Summaries;

/// <summary>A face that was selected for the album, and why.</summary>
/// <param name="Face">Its row in the index.</param>
/// <param name="Group">Number of its group.</param>
/// <param name="Gain">The share of the album it covers beyond what those before it do, 0–1.</param>
/// <param name="Shots">Photos of its burst with its expression, of which it is the best; 1 when it is alone.</param>
/// <param name="Reason">All that in words.</param>
public sealed record SummaryPick(int Face, int Group, double Gain, int Shots, string Reason);
