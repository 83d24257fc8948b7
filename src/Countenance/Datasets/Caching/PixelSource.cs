namespace Countenance.Datasets.Caching;

/// <summary>Images that can be decoded into a block, and the facts that tell whether a block decoded before is still theirs.</summary>
internal abstract class PixelSource(PixelShape shape)
{
    /// <summary>At most this many bytes are decoded between two writes; it bounds the memory decoding takes.</summary>
    private const int ChunkBytes = 1 << 24;

    /// <summary>At most this many images: progress is reported between two writes, and photos take their time.</summary>
    private const int LargestChunk = 256;

    /// <summary>Shape of the block.</summary>
    public PixelShape Shape { get; } = shape;

    /// <summary>Images decoded between two writes.</summary>
    protected int ChunkImages => Math.Clamp(ChunkBytes / Shape.ImageBytes, 1, Math.Clamp(Shape.Count, 1, LargestChunk));

    /// <summary>Writes everything the pixels depend on, apart from the shape, into the cache's key.</summary>
    public abstract void AppendKey(CacheKey key);

    /// <summary>Decodes every image, in parallel, and writes them in order, uint8 [N, C, H, W].</summary>
    /// <param name="destination">Where they are written.</param>
    /// <param name="progress">Told the number of images decoded so far, on one thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <exception cref="DatasetException">Images are unreadable; the message lists them.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was signalled.</exception>
    public abstract void Decode(Stream destination, IProgress<DecodingProgress>? progress, CancellationToken cancellation);
}
