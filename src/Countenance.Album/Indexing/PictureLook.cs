using System.Numerics;
using Countenance.Vision;

namespace Countenance.Album.Indexing;

/// <summary>
/// A difference hash: 64 bits that say, on a grid of 9 × 8 averages, where the picture grows brighter to the right. It hardly changes with
/// size, compression or exposure.
/// </summary>
public static class PictureLook
{
    private const int Columns = 9;
    private const int Rows = 8;

    /// <summary>The hash of a picture.</summary>
    public static ulong Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        byte[] averages = ImageTransform.ResizeByHalves(picture, Columns, Rows).ToGray().Pixels;
        ulong bits = 0;
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns - 1; column++)
            {
                int place = (row * Columns) + column;
                bits = (bits << 1) | (averages[place + 1] > averages[place] ? 1UL : 0);
            }
        }

        return bits;
    }

    /// <summary>Bits in which two hashes differ, 0–64; unrelated pictures differ in about 32.</summary>
    public static int Difference(ulong first, ulong second) => BitOperations.PopCount(first ^ second);
}
