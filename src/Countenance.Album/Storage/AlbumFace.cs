namespace Countenance.Album.Storage;

/// <summary>A face of the album as one model sees it, with its photo.</summary>
public sealed record AlbumFace
{
    /// <summary>Its number in the album.</summary>
    public required long Id { get; init; }

    /// <summary>SHA-256 of the photo's contents.</summary>
    public required string PhotoHash { get; init; }

    /// <summary>Where the photo lies: the paths of all its copies in ordinal order, at least one.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The first of <see cref="Paths"/>, which is shown.</summary>
    public string Path => Paths[0];

    /// <summary>Columns of the upright photo.</summary>
    public required int PhotoWidth { get; init; }

    /// <summary>Rows of the upright photo.</summary>
    public required int PhotoHeight { get; init; }

    /// <summary>When the photo was taken by its EXIF; null when it does not say.</summary>
    public required DateTime? Taken { get; init; }

    /// <summary>Time of the file's last change, UTC.</summary>
    public required DateTime Modified { get; init; }

    /// <summary>Difference hash of the photo.</summary>
    public required ulong Look { get; init; }

    /// <summary>Where the face is in the photo.</summary>
    public required FaceRegion Region { get; init; }

    /// <summary>The detector's confidence, 0–1.</summary>
    public required float Score { get; init; }

    /// <summary>Variance of the Laplacian of the crop, in squared grey levels.</summary>
    public required double Sharpness { get; init; }

    /// <summary>What the model makes of it.</summary>
    public required FaceEmbedding Embedding { get; init; }

    /// <summary>
    /// When the photo was taken, by its EXIF or else by the time of the file on this machine's clock: local time of unspecified kind, as
    /// cameras and persons write it.
    /// </summary>
    public DateTime Time => TimeIn(TimeZoneInfo.Local);

    /// <summary>The same, where the time of the file is read in some time zone.</summary>
    internal DateTime TimeIn(TimeZoneInfo zone) =>
        Taken ?? DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(Modified, zone), DateTimeKind.Unspecified);
}
