using System.Security.Cryptography;
using Countenance.Album.Storage;
using Countenance.Vision;

namespace Countenance.Web.Albums;

/// <summary>
/// Contents of photos, by their SHA-256. A path comes from the album alone, and what lies there is given out only while it is what was
/// indexed.
/// </summary>
internal sealed class PhotoFiles(AlbumView album) : IDisposable
{
    private const int LongerSide = 1600;
    private const int Quality = 88;
    private const long MostBytes = 512 << 20;

    private readonly SemaphoreSlim gate = new(2); // photos decoded at once

    /// <summary>The photo upright, without its metadata, at most 1,600 pixels on its longer side, JPEG; null when it is not there.</summary>
    public async Task<byte[]?> PictureAsync(string hash, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return await ReadAsync(hash, cancellation) is { } file ? Render(file.Contents, file.Name) : null;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The file as it is, with its name; null when it is not there.</summary>
    public Task<(byte[] Contents, string Name)?> OriginalAsync(string hash, CancellationToken cancellation) => ReadAsync(hash, cancellation);

    public void Dispose() => gate.Dispose();

    private async Task<(byte[] Contents, string Name)?> ReadAsync(string hash, CancellationToken cancellation)
    {
        AlbumSnapshot now = album.Current;
        if (now.RowsOf(hash) is not [var row, ..])
        {
            return null;
        }

        AlbumFace face = now.Index.Faces[row].Face;
        if (album.Data is { } data)
        {
            string path = face.Path;
            return data.PictureOf(path) is { } png ? (png, Path.ChangeExtension(Path.GetFileName(path), ".png")) : null;
        }

        foreach (string path in face.Paths) // of several copies one may be on a disk that is not there, or edited since
        {
            if (await ReadAsync(path, hash, cancellation) is { } contents)
            {
                return (contents, Path.GetFileName(path));
            }
        }

        return null;
    }

    private static async Task<byte[]?> ReadAsync(string path, string hash, CancellationToken cancellation)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= MostBytes })
            {
                return null;
            }

            byte[] contents = await File.ReadAllBytesAsync(path, cancellation);
            return Convert.ToHexStringLower(SHA256.HashData(contents)) == hash ? contents : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static byte[]? Render(byte[] contents, string name)
    {
        try
        {
            Image image = ImageCodec.DecodeReduced(contents, ColorMode.Rgb, name, LongerSide);
            double ratio = Math.Min(1, (double)LongerSide / Math.Max(image.Width, image.Height));
            if (ratio < 1)
            {
                image = ImageTransform.Resize(
                    image, Math.Max(1, (int)(image.Width * ratio)), Math.Max(1, (int)(image.Height * ratio)));
            }

            return ImageCodec.Encode(image, ImageFormat.Jpeg, Quality);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
