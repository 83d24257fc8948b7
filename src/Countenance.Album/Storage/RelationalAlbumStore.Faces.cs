using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countenance.Album.Storage;

/// <content>Models, embeddings, and faces as they go out.</content>
public abstract partial class RelationalAlbumStore
{
    private const int ThumbnailsAtOnce = 1000; // SQLite takes 32,766 parameters, PostgreSQL 65,535

    /// <inheritdoc/>
    public AlbumModel AddModel(string digest, string name, int dimension, IReadOnlyList<string> classes)
    {
        ArgumentException.ThrowIfNullOrEmpty(digest);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentNullException.ThrowIfNull(classes);

        // Looked at before it is written: a run that finds nothing new must leave the file alone, or who watches its folder never rests.
        if (Models() is [.., var latest] && latest.Digest == digest)
        {
            return latest;
        }

        return InTransaction((connection, transaction) =>
        {
            using var insert = new Statement(
                connection,
                transaction,
                """
                INSERT INTO models (digest, name, dimension, classes, added, used)
                VALUES (@digest, @name, @dimension, @classes, @added, (SELECT COALESCE(MAX(used), 0) + 1 FROM models))
                ON CONFLICT (digest) DO UPDATE SET used = excluded.used
                """,
                "digest",
                "name",
                "dimension",
                "classes",
                "added");
            string names = JsonSerializer.Serialize(classes, ClassNamesJson.Default.IReadOnlyListString);
            insert.Execute(digest, name, dimension, names, TimeText.Of(DateTime.UtcNow));
            AlbumModel model = ReadModels(connection, transaction).Single(candidate => candidate.Digest == digest);
            Prepare(model, connection, transaction);
            return model;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<AlbumModel> Models() => Query(static connection => ReadModels(connection, null));

    /// <inheritdoc/>
    public IReadOnlyList<(long Face, byte[] Crop)> FacesWithout(long model, int count, long after = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return Query(connection =>
        {
            using var select = new Statement(
                connection,
                null,
                """
                SELECT id, crop FROM faces
                WHERE id > @after
                  AND NOT EXISTS (SELECT 1 FROM embeddings WHERE embeddings.face = faces.id AND embeddings.model = @model)
                ORDER BY id LIMIT @count
                """,
                "after",
                "model",
                "count");
            using DbDataReader row = select.Read(after, model, (long)count);
            var faces = new List<(long, byte[])>();
            while (row.Read())
            {
                faces.Add((row.GetInt64(0), Bytes(row, 1)));
            }

            return faces;
        });
    }

    /// <inheritdoc/>
    public long CountWithout(long model) => Query(connection =>
    {
        using var select = new Statement(
            connection,
            null,
            """
            SELECT COUNT(*) FROM faces
            WHERE NOT EXISTS (SELECT 1 FROM embeddings WHERE embeddings.face = faces.id AND embeddings.model = @model)
            """,
            "model");
        return Number(select.Scalar(model));
    });

    /// <inheritdoc/>
    public void SaveEmbeddings(long model, IReadOnlyCollection<(long Face, FaceEmbedding Embedding)> embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        InTransaction((connection, transaction) =>
        {
            using Statement insert = InsertEmbedding(connection, transaction);
            foreach ((long face, FaceEmbedding embedding) in embeddings)
            {
                SaveEmbedding(insert, face, model, embedding);
            }
        });
    }

    /// <inheritdoc/>
    public void VisitFaces(long model, Action<AlbumFace> visit)
    {
        ArgumentNullException.ThrowIfNull(visit);
        _ = Query(connection =>
        {
            Dictionary<long, string[]> copies = Copies(connection);
            using var select = new Statement(
                connection,
                null,
                $"""
                SELECT faces.id, photos.hash, places.path, photos.width, photos.height, photos.taken, places.modified, photos.look,
                       faces.box_left, faces.box_top, faces.box_width, faces.box_height, faces.score, faces.sharpness,
                       {VectorColumn}, embeddings.posterior, embeddings.class, embeddings.typicality, embeddings.log_likelihood,
                       photos.id
                FROM embeddings
                JOIN faces ON faces.id = embeddings.face
                JOIN photos ON photos.id = faces.photo
                JOIN (SELECT photo, MIN(path) AS path, MIN(modified) AS modified FROM files
                      WHERE state <> 3 AND photo IS NOT NULL GROUP BY photo) AS places ON places.photo = photos.id
                WHERE embeddings.model = @model ORDER BY faces.id
                """,
                "model");
            using DbDataReader row = select.Read(model);
            while (row.Read())
            {
                visit(Face(row, copies));
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public byte[]? Thumbnail(long face) => Query(connection =>
    {
        using var select = new Statement(connection, null, "SELECT thumbnail FROM faces WHERE id = @face", "face");
        return (byte[]?)select.Scalar(face);
    });

    /// <inheritdoc/>
    public IReadOnlyDictionary<long, byte[]> Thumbnails(IReadOnlyCollection<long> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var thumbnails = new Dictionary<long, byte[]>(faces.Count);
        if (faces.Count == 0)
        {
            return thumbnails;
        }

        return Query(connection =>
        {
            foreach (long[] some in faces.Chunk(ThumbnailsAtOnce))
            {
                string[] names = [.. some.Select((_, i) => $"face{i}")];
                using var select = new Statement(
                    connection, null, $"SELECT id, thumbnail FROM faces WHERE id IN (@{string.Join(", @", names)})", names);
                using DbDataReader row = select.Read([.. some]);
                while (row.Read())
                {
                    thumbnails[row.GetInt64(0)] = Bytes(row, 1);
                }
            }

            return thumbnails;
        });
    }

    // The paths of photos that lie in several places; most lie in one.
    private static Dictionary<long, string[]> Copies(DbConnection connection)
    {
        using var select = new Statement(
            connection,
            null,
            """
            SELECT photo, path FROM files WHERE state <> 3 AND photo IN (
                SELECT photo FROM files WHERE state <> 3 AND photo IS NOT NULL GROUP BY photo HAVING COUNT(*) > 1)
            ORDER BY photo, path
            """);
        using DbDataReader row = select.Read();
        var places = new List<(long Photo, string Path)>();
        while (row.Read())
        {
            places.Add((row.GetInt64(0), row.GetString(1)));
        }

        return places.GroupBy(place => place.Photo, place => place.Path).ToDictionary(photo => photo.Key, photo => photo.ToArray());
    }

    private AlbumFace Face(DbDataReader row, Dictionary<long, string[]> copies) => new()
    {
        Id = row.GetInt64(0),
        PhotoHash = row.GetString(1),
        Paths = copies.GetValueOrDefault(row.GetInt64(19)) ?? [row.GetString(2)],
        PhotoWidth = row.GetInt32(3),
        PhotoHeight = row.GetInt32(4),
        Taken = row.IsDBNull(5) ? null : TimeText.Read(row.GetString(5), DateTimeKind.Unspecified),
        Modified = new DateTime(row.GetInt64(6), DateTimeKind.Utc),
        Look = (ulong)row.GetInt64(7),
        Region = Region(row, 8),
        Score = row.GetFloat(12),
        Sharpness = row.GetDouble(13),
        Embedding = new FaceEmbedding(
            ReadVector(row, 14), FloatBytes.Read(Bytes(row, 15)), row.GetInt32(16), row.GetDouble(17), row.GetDouble(18)),
    };

    private static List<AlbumModel> ReadModels(DbConnection connection, DbTransaction? transaction)
    {
        using var select = new Statement(
            connection, transaction, "SELECT id, digest, name, dimension, classes FROM models ORDER BY used, id");
        using DbDataReader row = select.Read();
        var models = new List<AlbumModel>();
        while (row.Read())
        {
            models.Add(new AlbumModel(
                row.GetInt64(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt32(3),
                JsonSerializer.Deserialize(row.GetString(4), ClassNamesJson.Default.IReadOnlyListString) ?? []));
        }

        return models;
    }
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ClassNamesJson : JsonSerializerContext;
