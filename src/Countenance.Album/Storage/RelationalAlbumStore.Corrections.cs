using System.Data.Common;

namespace Countenance.Album.Storage;

/// <content>What persons said of faces.</content>
public abstract partial class RelationalAlbumStore
{
    private const string CorrectionColumns = "id, photo_hash, box_left, box_top, box_width, box_height, label, said, undoes";

    /// <inheritdoc/>
    public Correction Correct(long face, string label, DateTime time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        return InTransaction((connection, transaction) =>
        {
            using var insert = new Statement(
                connection,
                transaction,
                $"""
                INSERT INTO corrections (photo_hash, box_left, box_top, box_width, box_height, label, said)
                SELECT photos.hash, faces.box_left, faces.box_top, faces.box_width, faces.box_height, @label, @said
                FROM faces JOIN photos ON photos.id = faces.photo WHERE faces.id = @face
                RETURNING {CorrectionColumns}
                """,
                "label",
                "said",
                "face");
            using DbDataReader row = insert.Read(label, TimeText.Of(time), face);
            return row.Read() ? ReadCorrection(row) : throw new AlbumException(Location, $"there is no face {face}");
        });
    }

    /// <inheritdoc/>
    public Correction Undo(long correction, DateTime time) => InTransaction((connection, transaction) =>
    {
        using var insert = new Statement(
            connection,
            transaction,
            $"""
            INSERT INTO corrections (photo_hash, box_left, box_top, box_width, box_height, label, said, undoes)
            SELECT photo_hash, box_left, box_top, box_width, box_height, NULL, @said, id
            FROM corrections WHERE id = @correction AND undoes IS NULL
            RETURNING {CorrectionColumns}
            """,
            "said",
            "correction");
        using DbDataReader row = insert.Read(TimeText.Of(time), correction);
        return row.Read() ? ReadCorrection(row) : throw new AlbumException(Location, $"there is no correction {correction} to take back");
    });

    /// <inheritdoc/>
    public IReadOnlyList<Correction> Corrections() => Query(connection =>
    {
        using var select = new Statement(connection, null, $"SELECT {CorrectionColumns} FROM corrections ORDER BY id");
        using DbDataReader row = select.Read();
        var corrections = new List<Correction>();
        while (row.Read())
        {
            corrections.Add(ReadCorrection(row));
        }

        return corrections;
    });

    private static Correction ReadCorrection(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        Region(row, 2),
        row.IsDBNull(6) ? null : row.GetString(6),
        TimeText.Read(row.GetString(7), DateTimeKind.Utc),
        row.IsDBNull(8) ? null : row.GetInt64(8));
}
