using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Countenance.Projection;
using Countenance.Torch.Safetensors;

namespace Countenance.Web.Albums;

/// <summary>
/// Places on the map as a file beside the album, or in the cache when the album is no file, so that they are computed once. The file says
/// of which faces they are, and is written anew when there are others; one that cannot be read or written is done without.
/// </summary>
internal sealed class MapFile
{
    private const string TensorName = "places";
    private const string KeyName = "countenance.key";

    private readonly string path;

    /// <summary>The file of an album as a model sees it.</summary>
    /// <param name="album">The album.</param>
    /// <param name="cache">The folder that keeps the maps of albums that are no files of this machine.</param>
    public MapFile(AlbumView album, string cache)
    {
        string location = album.Store.Location;
        string name = $"map-{album.Model.Digest[..8]}.safetensors";
        path = File.Exists(location)
            ? $"{location}.{name}"
            : Path.Combine(cache, "maps", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(location)))[..16]}.{name}");
    }

    /// <summary>What places depend on: the embeddings and how they are projected.</summary>
    public static string Key(EmbeddingMatrix embeddings, TSneOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{options with { Threads = -1 }} {embeddings.Count} {embeddings.Dimension}"));
        hash.AppendData(MemoryMarshal.AsBytes(embeddings.Values.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The places of some faces, [N, 2]; null when the file is not there or of others.</summary>
    public EmbeddingMatrix? Read(string key, int count)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(path);
            return file.Metadata.TryGetValue(KeyName, out string? found) && found == key
                && file.TryGet(TensorName, out SafetensorsEntry? entry)
                && entry.Type == SafetensorsType.F32 && entry.Shape.SequenceEqual([count, 2])
                    ? new EmbeddingMatrix(file.Values<float>(TensorName).ToArray(), 2)
                    : null;
        }
        catch (Exception error) when (error is SafetensorsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps places.</summary>
    public void Write(string key, EmbeddingMatrix places)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SafetensorsWriter.Write(
                path,
                [SafetensorsSource.FromValues<float>(TensorName, [places.Count, 2], places.Values)],
                new Dictionary<string, string> { [KeyName] = key });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An album on a disk that is not to be written to: the map is computed again next time.
        }
    }
}
