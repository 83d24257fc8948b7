using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Countenance.Album.Storage;

/// <summary>
/// An album in one SQLite file, with a write-ahead log beside it: readers do not wait for a writer, and a process killed at any moment
/// loses only what it had not committed. Vectors are plain little-endian float32.
/// </summary>
public sealed class SqliteAlbumStore : RelationalAlbumStore
{
    private const int NotADatabase = 26; // SQLITE_NOTADB
    private const int SecondsToWait = 60;

    private readonly string connectionString;

    private SqliteAlbumStore(string path)
        : base(path)
    {
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            ForeignKeys = true,
            DefaultTimeout = SecondsToWait, // how long a statement waits for another writer
        }.ToString();
    }

    /// <inheritdoc/>
    private protected override string ClaimLock => ""; // one writer at a time

    /// <inheritdoc/>
    private protected override string VectorParameter => "@vector";

    /// <inheritdoc/>
    private protected override string VectorColumn => "embeddings.vector";

    /// <summary>Opens an album, brings its schema up to date, and creates it when there is no such file.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="AlbumException">
    /// No such folder, another kind of file, or an album of a later version of this program.
    /// </exception>
    public static SqliteAlbumStore Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new AlbumException(path, $"there is no folder {Path.GetDirectoryName(full)}");
        }

        var store = new SqliteAlbumStore(full);
        try
        {
            using SqliteConnection connection = store.ConnectSqlite();
            SqliteSchema.Update(connection, full, SqliteSchema.Migrations);
            return store;
        }
        catch (SqliteException error)
        {
            store.Dispose();
            throw error.SqliteErrorCode == NotADatabase
                ? new AlbumException(path, "not an album: the file is not an SQLite database", error)
                : new AlbumException(path, error.Message, error);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private protected override DbConnection Connect() => ConnectSqlite();

    private protected override object VectorValue(float[] vector) => FloatBytes.Of(vector);

    private protected override float[] ReadVector(DbDataReader row, int column) => FloatBytes.Read(row.GetFieldValue<byte[]>(column));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private SqliteConnection ConnectSqlite()
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using SqliteCommand settings = connection.CreateCommand();
            settings.CommandText = $"PRAGMA busy_timeout = {SecondsToWait * 1000}; PRAGMA synchronous = NORMAL;";
            settings.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
