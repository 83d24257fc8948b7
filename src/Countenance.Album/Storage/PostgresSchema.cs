using System.Globalization;
using Npgsql;

namespace Countenance.Album.Storage;

/// <summary>
/// The schema of an album in PostgreSQL. The table <c>album_schema</c> holds its version: the number of migrations that were applied. A
/// migration that was ever released is never changed; a new one is added at the end.
/// </summary>
internal static class PostgresSchema
{
    private const long Lock = 0x43414C42; // one process migrates at a time

    /// <summary>The way from an empty data base to the schema of this program.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE EXTENSION IF NOT EXISTS vector;
        CREATE TABLE photos (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            hash TEXT COLLATE "C" NOT NULL UNIQUE,
            length BIGINT NOT NULL,
            width INTEGER NOT NULL,
            height INTEGER NOT NULL,
            taken TEXT,
            look BIGINT NOT NULL,
            finder TEXT NOT NULL,
            refusal TEXT);
        CREATE TABLE files (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            path TEXT COLLATE "C" NOT NULL UNIQUE,
            length BIGINT NOT NULL,
            modified BIGINT NOT NULL,
            state INTEGER NOT NULL,
            reason TEXT,
            photo BIGINT REFERENCES photos (id),
            worker TEXT,
            claimed_until BIGINT);
        CREATE INDEX files_photo ON files (photo);
        CREATE INDEX files_pending ON files (id) WHERE state = 0;
        CREATE TABLE faces (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            photo BIGINT NOT NULL REFERENCES photos (id) ON DELETE CASCADE,
            box_left REAL NOT NULL,
            box_top REAL NOT NULL,
            box_width REAL NOT NULL,
            box_height REAL NOT NULL,
            points BYTEA NOT NULL,
            score REAL NOT NULL,
            sharpness DOUBLE PRECISION NOT NULL,
            thumbnail BYTEA NOT NULL,
            crop BYTEA NOT NULL);
        CREATE INDEX faces_photo ON faces (photo);
        CREATE TABLE models (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            dimension INTEGER NOT NULL,
            classes TEXT NOT NULL,
            added TEXT NOT NULL);
        CREATE TABLE embeddings (
            face BIGINT NOT NULL REFERENCES faces (id) ON DELETE CASCADE,
            model BIGINT NOT NULL REFERENCES models (id),
            vector vector NOT NULL,
            posterior BYTEA NOT NULL,
            class INTEGER NOT NULL,
            typicality DOUBLE PRECISION NOT NULL,
            log_likelihood DOUBLE PRECISION NOT NULL,
            PRIMARY KEY (face, model));
        CREATE TABLE corrections (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            photo_hash TEXT NOT NULL,
            box_left REAL NOT NULL,
            box_top REAL NOT NULL,
            box_width REAL NOT NULL,
            box_height REAL NOT NULL,
            label TEXT,
            said TEXT NOT NULL,
            undoes BIGINT REFERENCES corrections (id));
        CREATE INDEX corrections_photo ON corrections (photo_hash);
        """,
        """
        ALTER TABLE models ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
        UPDATE models SET used = id;
        """,
    ];

    /// <summary>Brings a data base to the last of the migrations, each in a transaction of its own.</summary>
    /// <exception cref="AlbumException">The album is of a later version of this program.</exception>
    public static void Update(NpgsqlConnection connection, string location, IReadOnlyList<string> migrations)
    {
        while (true)
        {
            using NpgsqlTransaction transaction = connection.BeginTransaction();
            Execute(connection, transaction, $"SELECT pg_advisory_xact_lock({Lock})");
            Execute(connection, transaction, "CREATE TABLE IF NOT EXISTS album_schema (version INTEGER NOT NULL)");
            long version = Version(connection, transaction);
            if (version > migrations.Count)
            {
                throw new AlbumException(
                    location, $"written by a later version of this program (schema {version}; this one knows {migrations.Count})");
            }

            if (version == migrations.Count)
            {
                transaction.Commit();
                return;
            }

            Execute(connection, transaction, migrations[(int)version]);
            Execute(connection, transaction, $"DELETE FROM album_schema; INSERT INTO album_schema (version) VALUES ({version + 1})");
            transaction.Commit();
        }
    }

    private static long Version(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        using var command = new NpgsqlCommand("SELECT COALESCE(MAX(version), 0) FROM album_schema", connection, transaction);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void Execute(NpgsqlConnection connection, NpgsqlTransaction transaction, string text)
    {
        using var command = new NpgsqlCommand(text, connection, transaction);
        command.ExecuteNonQuery();
    }
}
