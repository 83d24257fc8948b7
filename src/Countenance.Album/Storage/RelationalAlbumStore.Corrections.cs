using System.Data.Common;

namespace Countenance.Album.Storage;

/// <content>What persons said of faces.</content>
public abstract partial class RelationalAlbumStore
{
    private const string CorrectionColumns = "id, photo_hash, box_left, box_top, box_width, box_height, label, said, undoes";

    /// <inheritdoc/>
    public IReadOnlyList<Correction> Correct(IReadOnlyCollection<long> faces, string label, DateTime time)
    {
        ArgumentNullException.ThrowIfNull(faces);
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
            var said = new List<Correction>(faces.Count);
            foreach (long face in faces)
            {
                using DbDataReader row = insert.Read(label, TimeText.Of(time), face);
                said.Add(row.Read() ? ReadCorrection(row) : throw new AlbumException(Location, $"there is no face {face}"));
            }

            return said;
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<Correction> Undo(IReadOnlyCollection<long> corrections, DateTime time)
    {
        ArgumentNullException.ThrowIfNull(corrections);
        return InTransaction((connection, transaction) =>
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
            var undone = new List<Correction>(corrections.Count);
            foreach (long correction in corrections)
            {
                using DbDataReader row = insert.Read(TimeText.Of(time), correction);
                undone.Add(row.Read()
                    ? ReadCorrection(row)
                    : throw new AlbumException(Location, $"there is no correction {correction} to take back"));
            }

            return undone;
        });
    }

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
