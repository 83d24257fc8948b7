namespace Countenance.Album.Indexing;

/// <summary>What an indexing run counts; see <see cref="IndexProgress"/>.</summary>
internal enum IndexCount
{
    Queued,
    Read,
    Searched,
    Faces,
    Embedded,
    ToEmbed,
    Stored,
}
