using System.Data.Common;

namespace Countenance.Album.Storage;

/// <content>Files and the queue.</content>
public abstract partial class RelationalAlbumStore
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, KnownFile> KnownFiles(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Query(connection =>
        {
            // '0' is the character after '/': every path below the folder lies between.
            string start = folder.TrimEnd('/');
            using var select = new Statement(
                connection,
                null,
                "SELECT path, length, modified, state FROM files WHERE path > @first AND path < @last",
                "first",
                "last");
            using DbDataReader row = select.Read(start + "/", start + "0");
            var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
            while (row.Read())
            {
                FoundFile file = File(row);
                known[file.Path] = new KnownFile(file, (FileState)row.GetInt32(3));
            }

            return known;
        });
    }

    /// <inheritdoc/>
    public void Enqueue(IReadOnlyCollection<FoundFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        InTransaction((connection, transaction) =>
        {
            using var insert = new Statement(
                connection,
                transaction,
                """
                INSERT INTO files (path, length, modified, state) VALUES (@path, @length, @modified, 0)
                ON CONFLICT (path) DO UPDATE SET
                    length = excluded.length, modified = excluded.modified, state = 0, reason = NULL, worker = NULL, claimed_until = NULL
                """,
                "path",
                "length",
                "modified");
            foreach (FoundFile file in files)
            {
                insert.Execute(file.Path, file.Length, file.Modified.Ticks);
            }
        });
    }

    /// <inheritdoc/>
    public void MarkGone(IReadOnlyCollection<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        InTransaction((connection, transaction) =>
        {
            using var update = new Statement(
                connection,
                transaction,
                "UPDATE files SET state = 3, reason = NULL, worker = NULL, claimed_until = NULL WHERE path = @path",
                "path");
            foreach (string path in paths)
            {
                update.Execute(path);
            }
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<FoundFile> Claim(string worker, int count, TimeSpan lease)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return InTransaction((connection, transaction) =>
        {
            DateTime now = DateTime.UtcNow;
            using var claim = new Statement(
                connection,
                transaction,
                $"""
                UPDATE files SET worker = @worker, claimed_until = @until WHERE id IN (
                    SELECT id FROM files WHERE state = 0 AND (claimed_until IS NULL OR claimed_until < @now)
                    ORDER BY id LIMIT @count {ClaimLock})
                RETURNING path, length, modified, id
                """,
                "worker",
                "until",
                "now",
                "count");
            using DbDataReader row = claim.Read(worker, (now + lease).Ticks, now.Ticks, (long)count);
            var claimed = new List<(long Id, FoundFile File)>();
            while (row.Read())
            {
                claimed.Add((row.GetInt64(3), File(row)));
            }

            return (IReadOnlyList<FoundFile>)[.. claimed.OrderBy(pair => pair.Id).Select(pair => pair.File)];
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Workers() => Query(connection =>
    {
        using var select = new Statement(connection, null, "SELECT DISTINCT worker FROM files WHERE state = 0 AND worker IS NOT NULL");
        using DbDataReader row = select.Read();
        var workers = new List<string>();
        while (row.Read())
        {
            workers.Add(row.GetString(0));
        }

        return workers;
    });

    /// <inheritdoc/>
    public void ReleaseClaims(string worker)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        InTransaction((connection, transaction) =>
        {
            using var update = new Statement(
                connection, transaction, "UPDATE files SET worker = NULL, claimed_until = NULL WHERE worker = @worker", "worker");
            update.Execute(worker);
        });
    }

    /// <inheritdoc/>
    public AlbumCounts Counts() => Query(connection =>
    {
        using var select = new Statement(
            connection,
            null,
            """
            SELECT (SELECT COUNT(*) FROM files WHERE state <> 3),
                   (SELECT COUNT(*) FROM files WHERE state = 0),
                   (SELECT COUNT(*) FROM files WHERE state = 3),
                   (SELECT COUNT(*) FROM photos WHERE refusal IS NULL AND id IN (SELECT photo FROM files WHERE state <> 3)),
                   (SELECT COUNT(*) FROM photos WHERE refusal IS NOT NULL AND id IN (SELECT photo FROM files WHERE state <> 3))
                       + (SELECT COUNT(*) FROM files WHERE state = 2),
                   (SELECT COUNT(*) FROM faces WHERE photo IN (SELECT photo FROM files WHERE state <> 3))
            """);
        using DbDataReader row = select.Read();
        row.Read();
        return new AlbumCounts(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
    });

    /// <inheritdoc/>
    public IReadOnlyList<RefusedFile> Refused() => Query(connection =>
    {
        using var select = new Statement(
            connection,
            null,
            """
            SELECT files.path, COALESCE(files.reason, photos.refusal) FROM files LEFT JOIN photos ON photos.id = files.photo
            WHERE files.state = 2 OR (files.state = 1 AND photos.refusal IS NOT NULL) ORDER BY files.path
            """);
        using DbDataReader row = select.Read();
        var refused = new List<RefusedFile>();
        while (row.Read())
        {
            refused.Add(new RefusedFile(row.GetString(0), row.GetString(1)));
        }

        return refused;
    });

    private static FoundFile File(DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), new DateTime(row.GetInt64(2), DateTimeKind.Utc));
}
