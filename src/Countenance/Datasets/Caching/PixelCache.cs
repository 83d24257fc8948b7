using Countenance.Torch;
using Countenance.Torch.Safetensors;

namespace Countenance.Datasets.Caching;

/// <summary>
/// A folder of decoded pixels: safetensors files of one uint8 tensor <c>pixels</c> [N, C, H, W]. A file is named after the SHA-256 of what
/// it was decoded from, so a changed data set is simply another file; it appears by a rename, so that readers and other writers never see
/// half of one. A file that does not hold what its name promises is decoded again.
/// </summary>
/// <param name="directory">The folder; made when the first file is written.</param>
internal sealed class PixelCache(string directory)
{
    /// <summary>Raised whenever decoding changes, so that pixels decoded by an older version are not taken for today's.</summary>
    private const int LoaderVersion = 1;

    private const string TensorName = "pixels";
    private const string KeyName = "countenance.key";

    /// <summary>The pixels of <paramref name="source"/>, decoded now or earlier. The caller owns the block.</summary>
    /// <param name="name">Start of the file's name, such as <c>ferplus-train</c>.</param>
    /// <param name="source">The images.</param>
    /// <param name="progress">Told how far the images are decoded.</param>
    /// <param name="cancellation">Stops between two images; no file is left then.</param>
    /// <exception cref="DatasetException">Images are unreadable, or the cache directory cannot be written to.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public PixelBlock Open(string name, PixelSource source, IProgress<DecodingProgress>? progress, CancellationToken cancellation)
    {
        AtomicFile.DeleteAbandoned(directory);
        string key = KeyOf(source);
        string path = Path.Combine(directory, $"{name}-{key[..32]}.safetensors");
        if (TryMap(path, key, source.Shape) is { } pixels)
        {
            return pixels;
        }

        void Decode(Stream stream)
        {
            progress?.Report(new DecodingProgress(0, source.Shape.Count));
            source.Decode(stream, progress, cancellation);
        }

        try
        {
            Directory.CreateDirectory(directory);
            SafetensorsWriter.Write(
                path,
                [SafetensorsSource.FromCallback(TensorName, SafetensorsType.U8, TensorShape(source.Shape), Decode)],
                new Dictionary<string, string> { [KeyName] = key });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(
                path, $"decoded pixels cannot be kept there ({exception.Message}); choose another cache directory", exception);
        }

        return TryMap(path, key, source.Shape)
            ?? throw new DatasetException(path, "the file just written there reads back differently; check the disk");
    }

    private static string KeyOf(PixelSource source)
    {
        using var key = new CacheKey();
        key.Append(LoaderVersion);
        foreach (long dimension in TensorShape(source.Shape))
        {
            key.Append(dimension);
        }

        source.AppendKey(key);
        return key.Finish();
    }

    private static long[] TensorShape(PixelShape shape) => [shape.Count, shape.Channels, shape.Height, shape.Width];

    /// <summary>Maps a file, or returns null when it is absent, damaged, or holds something else.</summary>
    private static MappedPixels? TryMap(string path, string key, PixelShape shape)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        SafetensorsFile? file = null;
        try
        {
            file = SafetensorsFile.Open(path);
            if (file.Metadata.TryGetValue(KeyName, out string? found) && found == key
                && file.TryGet(TensorName, out SafetensorsEntry? entry)
                && entry.Type == SafetensorsType.U8 && entry.Shape.SequenceEqual(TensorShape(shape)))
            {
                return new MappedPixels(file, entry);
            }
        }
        catch (SafetensorsException)
        {
            // Damaged: the caller decodes again.
        }

        file?.Dispose();
        return null;
    }
}
