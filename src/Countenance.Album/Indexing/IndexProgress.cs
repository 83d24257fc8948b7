namespace Countenance.Album.Indexing;

/// <summary>How far an indexing run is.</summary>
/// <param name="Queued">Photos that were to be done when the stages began.</param>
/// <param name="Read">Photos read and hashed.</param>
/// <param name="Searched">Photos decoded and searched for faces, or refused; those the album knew are not among them.</param>
/// <param name="Faces">Faces found.</param>
/// <param name="Embedded">Faces embedded, those of photos searched earlier included.</param>
/// <param name="ToEmbed">Faces of photos searched earlier that this model has to embed.</param>
/// <param name="Stored">Photos stored.</param>
/// <param name="Refused">Photos that could not be read, decoded or searched.</param>
/// <param name="Stages">Seconds of work in each stage, over all its workers.</param>
/// <param name="Elapsed">Since the run began.</param>
/// <param name="PhotosPerSecond">Photos stored a second, while not paused; 0 before the first.</param>
/// <param name="Remaining">What is left at that rate; null before the first photo.</param>
/// <param name="IsPaused">Whether it waits to be resumed.</param>
public sealed record IndexProgress(
    long Queued,
    long Read,
    long Searched,
    long Faces,
    long Embedded,
    long ToEmbed,
    long Stored,
    long Refused,
    StageSeconds Stages,
    TimeSpan Elapsed,
    double PhotosPerSecond,
    TimeSpan? Remaining,
    bool IsPaused);
