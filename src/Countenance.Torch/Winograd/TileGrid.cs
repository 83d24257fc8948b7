namespace Countenance.Torch.Winograd;

/// <summary>
/// Images in channels-last order, cut into square tiles that a window over each, one pixel of margin all around, computes. Tiles are
/// numbered image by image, row by row; what hangs over the edge is zero and is not written.
/// </summary>
internal readonly record struct TileGrid(int Images, int Height, int Width, int Side)
{
    /// <summary>The tiles of a tensor [N, C, H, W], so many pixels along a side.</summary>
    public static TileGrid Of(Tensor images, int side) => new((int)images.Size(0), (int)images.Size(2), (int)images.Size(3), side);

    private int Down => (Height + Side - 1) / Side;

    private int Across => (Width + Side - 1) / Side;

    /// <summary>Tiles of all images.</summary>
    public int Count => Images * Down * Across;

    /// <summary>Where a tile begins: the pixel's number in the batch, and its row and column.</summary>
    public (long Pixel, int Row, int Column) Start(int tile)
    {
        (int image, int within) = Math.DivRem(tile, Down * Across);
        (int down, int across) = Math.DivRem(within, Across);
        int row = Side * down;
        int column = Side * across;
        return ((((long)image * Height) + row) * Width + column, row, column);
    }

    /// <summary>Whether a pixel is one of an image's.</summary>
    public bool Has(int row, int column) => (uint)row < (uint)Height && (uint)column < (uint)Width;
}
