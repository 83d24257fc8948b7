namespace Countenance.Album.Indexing;

/// <summary>Seconds of work in each stage, over all its workers.</summary>
/// <param name="Read">Reading and hashing.</param>
/// <param name="Search">Decoding, finding and aligning faces.</param>
/// <param name="Embed">Embedding.</param>
/// <param name="Store">Writing to the album.</param>
public sealed record StageSeconds(double Read, double Search, double Embed, double Store);
