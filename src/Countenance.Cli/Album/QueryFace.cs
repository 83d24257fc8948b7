using System.Globalization;
using System.Security.Cryptography;
using Countenance.Album;
using Countenance.Album.Indexing;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Cli.Album;

/// <summary>The face that a picture is searched by.</summary>
/// <param name="Vector">Its embedding, [D].</param>
/// <param name="PhotoHash">SHA-256 of the picture, so that it does not find itself.</param>
internal sealed record QueryFace(float[] Vector, string PhotoHash)
{
    /// <summary>Finds the face in a picture.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="number">Which of its faces, from 1 left to right; null when it has only one.</param>
    /// <param name="finder">What finds faces.</param>
    /// <param name="embedder">What embeds them.</param>
    /// <param name="cancellation">Stops soon.</param>
    /// <exception cref="AlbumException">The picture is a folder, too long or cannot be decoded, or has no face.</exception>
    /// <exception cref="UsageException">It has several and none was chosen, or not so many.</exception>
    public static QueryFace Find(
        string path, int? number, IFaceFinder finder, FaceEmbedder embedder, CancellationToken cancellation)
    {
        byte[] encoded = Read(path);
        string hash = Convert.ToHexStringLower(SHA256.HashData(encoded));
        IndexedPhoto photo = new PhotoSearch(finder).Run(encoded, hash, path, cancellation);
        if (photo.Refusal is not null || photo.Faces.Count == 0)
        {
            throw new AlbumException(
                path, photo.Refusal ?? "no face was found in it; if it is a face cut out already, give --faces cropped");
        }

        IndexedFace[] faces = [.. photo.Faces.OrderBy(face => face.Region.Left)];
        if (number is null && faces.Length > 1)
        {
            string places = string.Join(", ", faces.Select((face, i) => $"{i + 1} at {Place(face.Region)}"));
            throw new UsageException($"{path} has {faces.Length} faces; choose one with --face: {places}.");
        }

        int chosen = number ?? 1;
        return chosen >= 1 && chosen <= faces.Length
            ? new QueryFace(embedder.Embed([faces[chosen - 1].Crop], cancellation)[0].Vector, hash)
            : throw new UsageException($"The face must be from 1 to {faces.Length}. Got {chosen}.");
    }

    private static byte[] Read(string path)
    {
        if (Directory.Exists(path))
        {
            throw new AlbumException(path, "is a folder");
        }

        using FileStream file = File.OpenRead(path);
        long most = DecodeLimits.Default.MaxBytes;
        if (file.CanSeek && file.Length > most) // a pipe does not know
        {
            throw new AlbumException(path, $"{file.Length} bytes; at most {most} are read");
        }

        using var contents = new MemoryStream();
        file.CopyTo(contents);
        return contents.ToArray();
    }

    private static string Place(FaceRegion region) => string.Create(
        CultureInfo.InvariantCulture, $"{100 * (region.Left + (region.Width / 2)):0} % / {100 * (region.Top + (region.Height / 2)):0} %");
}
