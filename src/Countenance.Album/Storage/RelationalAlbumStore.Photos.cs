using System.Data.Common;

namespace Countenance.Album.Storage;

/// <content>Photos and their faces, as they come in.</content>
public abstract partial class RelationalAlbumStore
{
    /// <inheritdoc/>
    public string? FinderOf(string hash)
    {
        ArgumentException.ThrowIfNullOrEmpty(hash);
        return Query(connection =>
        {
            using var select = new Statement(
                connection, null, "SELECT finder FROM photos WHERE hash = @hash AND refusal IS NULL", "hash");
            return (string?)select.Scalar(hash);
        });
    }

    /// <inheritdoc/>
    public string? UsualFinder() => Query(static connection =>
    {
        using var select = new Statement(
            connection,
            null,
            "SELECT finder FROM photos WHERE refusal IS NULL GROUP BY finder ORDER BY COUNT(*) DESC, finder LIMIT 1");
        return (string?)select.Scalar();
    });

    /// <inheritdoc/>
    public void Save(IReadOnlyCollection<ProcessedFile> files, long model)
    {
        ArgumentNullException.ThrowIfNull(files);
        InTransaction((connection, transaction) =>
        {
            using var known = new Statement(connection, transaction, "SELECT id FROM photos WHERE hash = @hash", "hash");
            using var update = new Statement(
                connection,
                transaction,
                """
                UPDATE files SET photo = @photo, state = @state, reason = @reason, worker = NULL, claimed_until = NULL
                WHERE path = @path AND length = @length AND modified = @modified
                """,
                "photo",
                "state",
                "reason",
                "path",
                "length",
                "modified");
            foreach (ProcessedFile file in files)
            {
                long? photo = file switch
                {
                    { Photo: { } found } => SavePhoto(found, model, connection, transaction),
                    { Hash: { } hash } => known.Scalar(hash) is { } id
                        ? Number(id)
                        : throw new ArgumentException($"The album must know the contents of {file.File.Path}.", nameof(files)),
                    _ => null,
                };
                FileState state = photo is not null ? FileState.Stored : file.IsGone ? FileState.Gone : FileState.Unreadable;
                update.Execute(photo, (int)state, file.Unreadable, file.File.Path, file.File.Length, file.File.Modified.Ticks);
            }
        });
    }

    // The row decides, not a look at it beforehand: of two workers with the same contents the second waits here for the first, and finds
    // then that nothing is left to do.
    private long SavePhoto(IndexedPhoto photo, long model, DbConnection connection, DbTransaction transaction)
    {
        using var insert = new Statement(
            connection,
            transaction,
            """
            INSERT INTO photos (hash, length, width, height, taken, look, finder, refusal)
            VALUES (@hash, @length, @width, @height, @taken, @look, @finder, @refusal)
            ON CONFLICT (hash) DO UPDATE SET
                width = excluded.width, height = excluded.height, taken = excluded.taken, look = excluded.look,
                finder = excluded.finder, refusal = excluded.refusal
            WHERE photos.finder <> excluded.finder OR photos.refusal IS NOT NULL
            RETURNING id
            """,
            "hash",
            "length",
            "width",
            "height",
            "taken",
            "look",
            "finder",
            "refusal");
        object? written = insert.Scalar(
            photo.Hash,
            photo.Length,
            photo.Width,
            photo.Height,
            photo.Taken is { } taken ? TimeText.Of(taken) : null,
            (long)photo.Look,
            photo.Finder,
            photo.Refusal);
        if (written is null)
        {
            using var select = new Statement(connection, transaction, "SELECT id FROM photos WHERE hash = @hash", "hash");
            return Number(select.Scalar(photo.Hash)); // a copy of the file, or another worker was faster
        }

        long id = Number(written);
        using var clear = new Statement(connection, transaction, "DELETE FROM faces WHERE photo = @photo", "photo");
        clear.Execute(id);
        SaveFaces(id, photo.Faces, model, connection, transaction);
        return id;
    }

    private void SaveFaces(
        long photo, IReadOnlyList<IndexedFace> faces, long model, DbConnection connection, DbTransaction transaction)
    {
        using var insert = new Statement(
            connection,
            transaction,
            """
            INSERT INTO faces (photo, box_left, box_top, box_width, box_height, points, score, sharpness, thumbnail, crop)
            VALUES (@photo, @left, @top, @width, @height, @points, @score, @sharpness, @thumbnail, @crop) RETURNING id
            """,
            "photo",
            "left",
            "top",
            "width",
            "height",
            "points",
            "score",
            "sharpness",
            "thumbnail",
            "crop");
        using Statement embedding = InsertEmbedding(connection, transaction);
        foreach (IndexedFace face in faces)
        {
            FaceRegion region = face.Region;
            long id = Number(insert.Scalar(
                photo,
                region.Left,
                region.Top,
                region.Width,
                region.Height,
                FloatBytes.Of(face.Points),
                face.Score,
                face.Sharpness,
                face.Thumbnail,
                face.Crop));
            if (face.Embedding is { } value)
            {
                SaveEmbedding(embedding, id, model, value);
            }
        }
    }

    // Only while the face is there: another process may have searched its photo for faces anew.
    private Statement InsertEmbedding(DbConnection connection, DbTransaction transaction) => new(
        connection,
        transaction,
        $"""
        INSERT INTO embeddings (face, model, vector, posterior, class, typicality, log_likelihood)
        SELECT id, @model, {VectorParameter}, @posterior, @class, @typicality, @likelihood FROM faces WHERE id = @face
        ON CONFLICT (face, model) DO NOTHING
        """,
        "model",
        "vector",
        "posterior",
        "class",
        "typicality",
        "likelihood",
        "face");

    private void SaveEmbedding(Statement insert, long face, long model, FaceEmbedding value) => insert.Execute(
        model,
        VectorValue(value.Vector),
        FloatBytes.Of(value.Posterior),
        value.Class,
        value.Typicality,
        value.LogLikelihood,
        face);
}
