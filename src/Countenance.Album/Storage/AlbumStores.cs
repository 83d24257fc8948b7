namespace Countenance.Album.Storage;

/// <summary>Opens an album wherever it is kept.</summary>
public static class AlbumStores
{
    /// <summary>Opens an album, and creates it when there is none.</summary>
    /// <param name="location">A file, or a PostgreSQL data base: <c>postgresql://user@host/name</c> or <c>Host=…;Database=…</c>.</param>
    /// <returns>The album, owned by the caller; any thread may use it.</returns>
    /// <exception cref="AlbumException">It cannot be opened; the message says why.</exception>
    public static IAlbumStore Open(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        return PostgresAddress.IsOne(location) ? PostgresAlbumStore.Open(location) : SqliteAlbumStore.Open(location);
    }

    /// <summary>Whether there is something to open; of a data base that is not known before it is opened: true.</summary>
    /// <param name="location">As for <see cref="Open"/>.</param>
    public static bool Exists(string location)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(location);
        return PostgresAddress.IsOne(location) || File.Exists(location);
    }

    /// <summary>Opens an album that is to be there already.</summary>
    /// <param name="location">As for <see cref="Open"/>.</param>
    /// <returns>The album, owned by the caller; any thread may use it.</returns>
    /// <exception cref="AlbumException">There is none, or it cannot be opened.</exception>
    public static IAlbumStore OpenExisting(string location) => Exists(location)
        ? Open(location)
        : throw new AlbumException(location, "there is no such album; album add creates one");
}
