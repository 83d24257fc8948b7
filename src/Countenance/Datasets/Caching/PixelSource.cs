namespace Countenance.Datasets.Caching;

/// <summary>Images that can be decoded into a block, and the facts that tell whether a block decoded before is still theirs.</summary>
internal abstract class PixelSource(PixelShape shape)
{
    /// <summary>At most this many bytes are decoded between two writes; it bounds the memory decoding takes.</summary>
    private const int ChunkBytes = 1 << 24;

    /// <summary>Shape of the block.</summary>
    public PixelShape Shape { get; } = shape;

    /// <summary>Images decoded between two writes.</summary>
    protected int ChunkImages => Math.Clamp(ChunkBytes / Shape.ImageBytes, 1, Math.Max(1, Shape.Count));

    /// <summary>Writes everything the pixels depend on, apart from the shape, into the cache's key.</summary>
    public abstract void AppendKey(CacheKey key);

    /// <summary>Decodes every image, in parallel, and writes them in order, uint8 [N, C, H, W].</summary>
    /// <exception cref="DatasetException">Images are unreadable; the message lists them.</exception>
    public abstract void Decode(Stream destination);
}
