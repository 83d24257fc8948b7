namespace Countenance.Datasets.Caching;

/// <summary>The shape of a block of uint8 pixels, [N, C, H, W].</summary>
internal sealed record PixelShape(int Count, int Channels, int Height, int Width)
{
    /// <summary>Bytes of one image, C·H·W.</summary>
    public int ImageBytes => checked(Channels * Height * Width);

    /// <summary>Bytes of the whole block.</summary>
    public long TotalBytes => (long)Count * ImageBytes;
}
