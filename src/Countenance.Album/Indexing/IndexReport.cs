using Countenance.Album.Storage;

namespace Countenance.Album.Indexing;

/// <summary>What an indexing run did.</summary>
/// <param name="Files">Pictures found in the folders.</param>
/// <param name="Unchanged">Of these, those the album had already.</param>
/// <param name="Gone">Files that lie no longer where they were.</param>
/// <param name="Others">Files of other kinds, left alone, counted by the ending of their names.</param>
/// <param name="Refused">What could not be used in this run, and why.</param>
/// <param name="Last">The counts at the end.</param>
public sealed record IndexReport(
    int Files,
    int Unchanged,
    int Gone,
    IReadOnlyDictionary<string, int> Others,
    IReadOnlyList<RefusedFile> Refused,
    IndexProgress Last);
