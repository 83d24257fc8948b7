using MetadataExtractor;
using MetadataExtractor.Formats.Exif;

namespace Countenance.Album.Indexing;

/// <summary>When a photo was taken, by its EXIF.</summary>
public static class PhotoTime
{
    /// <summary>The camera's local time; null when the file does not say, or says it in a way that cannot be understood.</summary>
    /// <param name="encoded">The whole file.</param>
    public static DateTime? Read(byte[] encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        IReadOnlyList<MetadataExtractor.Directory> directories;
        try
        {
            using var stream = new MemoryStream(encoded, writable: false);
            directories = ImageMetadataReader.ReadMetadata(stream);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null; // Damaged metadata of any kind: the picture itself is what matters.
        }

        return Of(directories.OfType<ExifSubIfdDirectory>(), ExifDirectoryBase.TagDateTimeOriginal)
            ?? Of(directories.OfType<ExifSubIfdDirectory>(), ExifDirectoryBase.TagDateTimeDigitized)
            ?? Of(directories.OfType<ExifIfd0Directory>(), ExifDirectoryBase.TagDateTime);
    }

    private static DateTime? Of(IEnumerable<MetadataExtractor.Directory> directories, int tag)
    {
        foreach (MetadataExtractor.Directory directory in directories)
        {
            if (directory.TryGetDateTime(tag, out DateTime time) && time.Year > 1800)
            {
                return DateTime.SpecifyKind(time, DateTimeKind.Unspecified);
            }
        }

        return null;
    }
}
