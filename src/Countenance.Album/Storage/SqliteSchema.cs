using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Countenance.Album.Storage;

/// <summary>
/// The schema of an album file. Its version is SQLite's <c>user_version</c>: the number of migrations that were applied. A migration that
/// was ever released is never changed; a new one is added at the end.
/// </summary>
internal static class SqliteSchema
{
    /// <summary>SQLite's <c>application_id</c> of an album, "CALB".</summary>
    public const int ApplicationId = 0x43414C42;

    /// <summary>The way from an empty file to the schema of this program.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE photos (
            id INTEGER PRIMARY KEY,
            hash TEXT NOT NULL UNIQUE,
            length INTEGER NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            taken TEXT,
            look INTEGER NOT NULL,
            finder TEXT NOT NULL,
            refusal TEXT);
        CREATE TABLE files (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL UNIQUE,
            length INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            state INTEGER NOT NULL,
            reason TEXT,
            photo INTEGER REFERENCES photos (id),
            worker TEXT,
            claimed_until INTEGER);
        CREATE INDEX files_photo ON files (photo);
        CREATE INDEX files_pending ON files (id) WHERE state = 0;
        CREATE TABLE faces (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            photo INTEGER NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            box_left REAL NOT NULL,
            box_top REAL NOT NULL,
            box_width REAL NOT NULL,
            box_height REAL NOT NULL,
            points BLOB NOT NULL,
            score REAL NOT NULL,
            sharpness REAL NOT NULL,
            thumbnail BLOB NOT NULL,
            crop BLOB NOT NULL);
        CREATE INDEX faces_photo ON faces (photo);
        CREATE TABLE models (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            classes TEXT NOT NULL,
            added TEXT NOT NULL);
        CREATE TABLE embeddings (
            face INTEGER NOT NULL REFERENCES faces (id) ON DELETE CASCADE,
            model INTEGER NOT NULL REFERENCES models (id),
            vector BLOB NOT NULL,
            posterior BLOB NOT NULL,
            class INTEGER NOT NULL,
            typicality REAL NOT NULL,
            log_likelihood REAL NOT NULL,
            PRIMARY KEY (face, model)) WITHOUT ROWID;
        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            photo_hash TEXT NOT NULL,
            box_left REAL NOT NULL,
            box_top REAL NOT NULL,
            box_width REAL NOT NULL,
            box_height REAL NOT NULL,
            label TEXT,
            said TEXT NOT NULL,
            undoes INTEGER REFERENCES corrections (id));
        CREATE INDEX corrections_photo ON corrections (photo_hash);
        """,
        """
        ALTER TABLE models ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
        UPDATE models SET used = id;
        """,
    ];

    /// <summary>Brings a file to the last of the migrations, each in a transaction of its own.</summary>
    /// <exception cref="AlbumException">The file is of another program, or of a later version of this one.</exception>
    public static void Update(SqliteConnection connection, string path, IReadOnlyList<string> migrations)
    {
        RequireAlbum(connection, path);
        Execute(connection, null, "PRAGMA journal_mode = WAL");
        while (true)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();

            // Read inside the transaction, which is the only writer: another process may be at it too.
            long version = Number(connection, transaction, "PRAGMA user_version");
            if (version > migrations.Count)
            {
                throw new AlbumException(
                    path, $"written by a later version of this program (schema {version}; this one knows {migrations.Count})");
            }

            if (version == migrations.Count)
            {
                return;
            }

            Execute(connection, transaction, migrations[(int)version]);
            Execute(connection, transaction, $"PRAGMA application_id = {ApplicationId}");
            Execute(connection, transaction, $"PRAGMA user_version = {version + 1}");
            transaction.Commit();
        }
    }

    private static void RequireAlbum(SqliteConnection connection, string path)
    {
        long application = Number(connection, null, "PRAGMA application_id");
        if (application != ApplicationId && (application != 0 || Number(connection, null, "SELECT COUNT(*) FROM sqlite_master") > 0))
        {
            throw new AlbumException(path, "not an album: an SQLite database of another program");
        }
    }

    private static long Number(SqliteConnection connection, SqliteTransaction? transaction, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
