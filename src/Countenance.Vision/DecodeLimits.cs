using System.Runtime.CompilerServices;

namespace Countenance.Vision;

/// <summary>
/// What a decoder accepts. The sizes are read from the image's header and checked before memory for any pixel is taken, so a small file
/// that claims a gigantic picture costs nothing.
/// </summary>
/// <param name="MaxPixels">Most pixels (width x height), 1 to 700,000,000: the largest that fits a .NET array in RGB.</param>
/// <param name="MaxSide">Longest side in pixels, 1 to 1,048,576, OpenCV's own limit.</param>
/// <param name="MaxBytes">Most encoded bytes, 1 to 2,147,483,591, the longest .NET array.</param>
/// <exception cref="ArgumentOutOfRangeException">A limit is out of its range.</exception>
public sealed record DecodeLimits(
    long MaxPixels = 100_000_000,
    int MaxSide = 32_768,
    long MaxBytes = 512L << 20)
{
    private const long MostPixels = 700_000_000;
    private const int LongestSide = 1 << 20;

    /// <summary>100 million pixels, 32,768 per side, 512 MiB encoded.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Most pixels (width x height).</summary>
    public long MaxPixels { get; init => field = Checked(value, MostPixels); } = Checked(MaxPixels, MostPixels);

    /// <summary>Longest side in pixels.</summary>
    public int MaxSide { get; init => field = (int)Checked(value, LongestSide); } = (int)Checked(MaxSide, LongestSide);

    /// <summary>Most encoded bytes.</summary>
    public long MaxBytes { get; init => field = Checked(value, Array.MaxLength); } = Checked(MaxBytes, Array.MaxLength);

    private static long Checked(long value, long most, [CallerMemberName] string name = "")
        => value >= 1 && value <= most
            ? value
            : throw new ArgumentOutOfRangeException(name, $"{name} must be from 1 to {most}. Got {value}.");
}
