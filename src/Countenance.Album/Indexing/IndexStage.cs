namespace Countenance.Album.Indexing;

/// <summary>The stages of a run; see <see cref="StageSeconds"/>.</summary>
internal enum IndexStage
{
    Read,
    Search,
    Embed,
    Store,
}
