using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Countenance.Vision;

/// <summary>
/// Decodes PNG, JPEG, TIFF, BMP and WebP and encodes PNG and JPEG. Every method may be called from many threads at once and runs on its
/// caller's thread alone.
/// </summary>
/// <remarks>
/// The format is recognised by the first bytes, never by the file name. Whatever is stored comes out as 8 bits per channel:
/// <list type="bullet">
/// <item>16-bit images keep the high byte of each value; 1-, 2- and 4-bit ones are spread over 0–255; floating point is refused.</item>
/// <item>An alpha channel or transparent colour is dropped and the colours kept as stored: nothing is composited. Only in a TIFF the
/// colours are multiplied by alpha (libtiff does so), which is compositing over black.</item>
/// <item>Palettes are looked up; CMYK is converted without a colour profile; profiles and gamma are ignored.</item>
/// <item>The orientation stated in a TIFF, or in the EXIF of a JPEG or PNG, is applied: a picture comes upright and its size may be the
/// header's with the sides exchanged. The EXIF of a WebP is not looked at.</item>
/// <item>Of a TIFF with several pages the first is taken, of an animated PNG the default image.</item>
/// </list>
/// A JPEG damaged in the middle of its data decodes with the damage visible, as in every viewer; one that is cut short is refused. The
/// codecs may write a line about a damaged file to standard error.
/// </remarks>
public static class ImageCodec
{
    /// <summary>Decodes an image at its own size.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="mode">Grey or RGB.</param>
    /// <param name="source">What an error names: a path, or an archive's path and the entry in it.</param>
    /// <param name="limits">What is accepted; <see cref="DecodeLimits.Default"/> when null.</param>
    /// <returns>A new image, owned by the caller.</returns>
    /// <exception cref="ImageException">Not an image, damaged, or too large.</exception>
    public static Image Decode(ReadOnlySpan<byte> encoded, ColorMode mode, string source, DecodeLimits? limits = null)
    {
        return DecodeReduced(encoded, mode, source, int.MaxValue, limits);
    }

    /// <summary>
    /// Decodes an image to no more pixels than are needed: each side divided by 1, 2, 4 or 8, rounded up, the most that leaves the longer
    /// side at least <paramref name="longerSide"/>. The codec of a JPEG never makes the other pixels, which saves most of its time and
    /// memory; images of other formats are decoded whole and then shrunk by area.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="mode">Grey or RGB.</param>
    /// <param name="source">What an error names: a path, or an archive's path and the entry in it.</param>
    /// <param name="longerSide">Pixels that the longer side must keep, at least 1; a smaller image stays as it is.</param>
    /// <param name="limits">What is accepted, of the whole image; <see cref="DecodeLimits.Default"/> when null.</param>
    /// <returns>A new image, owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The longer side is not positive.</exception>
    /// <exception cref="ImageException">Not an image, damaged, or too large.</exception>
    public static Image DecodeReduced(
        ReadOnlySpan<byte> encoded, ColorMode mode, string source, int longerSide, DecodeLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longerSide);
        ImageHeader header = ImageHeader.Read(encoded, source, limits ?? DecodeLimits.Default);
        int reduction = Reduction(header, longerSide);
        if (header.Format == EncodedFormat.Jpeg)
        {
            return Decode(encoded, mode, source, header, reduction);
        }

        Image whole = Decode(encoded, mode, source, header);
        return reduction == 1
            ? whole
            : ImageTransform.Resize(whole, Reduced(whole.Width, reduction), Reduced(whole.Height, reduction), Interpolation.Area);
    }

    /// <summary>
    /// Decodes an image into memory of the caller's, such as a slot of a batch, and resizes it when its size differs: area averaging when
    /// neither side grows, bilinear otherwise; the aspect ratio is not kept. Allocates nothing on the managed heap.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="mode">Grey or RGB.</param>
    /// <param name="source">What an error names: a path, or an archive's path and the entry in it.</param>
    /// <param name="destination">[height, width, channels] interleaved, exactly that long; its content is undefined after an error.</param>
    /// <param name="width">Columns wanted, 1 to 32,767.</param>
    /// <param name="height">Rows wanted, 1 to 32,767.</param>
    /// <exception cref="ArgumentException">The length of <paramref name="destination"/> is not width x height x channels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of its range.</exception>
    /// <exception cref="ImageException">Not an image, damaged, or beyond <see cref="DecodeLimits.Default"/>.</exception>
    public static unsafe void Decode(
        ReadOnlySpan<byte> encoded, ColorMode mode, string source, Span<byte> destination, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        ImageTransform.CheckSide(width);
        ImageTransform.CheckSide(height);
        int channels = Channels(mode);
        if (destination.Length != (long)width * height * channels)
        {
            throw new ArgumentException(
                $"The destination must hold {width} x {height} x {channels} bytes. Got {destination.Length}.", nameof(destination));
        }

        ImageHeader header = ImageHeader.Read(encoded, source, DecodeLimits.Default);
        VisionStatus status;
        fixed (byte* input = encoded, output = destination)
        {
            status = VisionNative.Decode(
                input, encoded.Length, channels, header.CodecGray ? 1 : 0, 1, output, destination.Length, &width, &height);
        }

        ThrowIfFailed(status, header, source);
    }

    /// <summary>Reads and decodes an image file at its own size; the file's first bytes are looked at before the rest is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Grey or RGB.</param>
    /// <param name="limits">What is accepted; <see cref="DecodeLimits.Default"/> when null.</param>
    /// <returns>A new image, owned by the caller.</returns>
    /// <exception cref="ImageException">No such file, unreadable, not an image, damaged, or too large.</exception>
    public static Image Load(string path, ColorMode mode, DecodeLimits? limits = null)
        => LoadReduced(path, mode, int.MaxValue, limits);

    /// <summary>Reads an image file and decodes it as <see cref="DecodeReduced"/> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Grey or RGB.</param>
    /// <param name="longerSide">Pixels that the longer side must keep, at least 1; a smaller image stays as it is.</param>
    /// <param name="limits">What is accepted, of the whole image; <see cref="DecodeLimits.Default"/> when null.</param>
    /// <returns>A new image, owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The longer side is not positive.</exception>
    /// <exception cref="ImageException">No such file, unreadable, not an image, damaged, or too large.</exception>
    public static Image LoadReduced(string path, ColorMode mode, int longerSide, DecodeLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longerSide);
        limits ??= DecodeLimits.Default;
        byte[]? encoded = null;
        try
        {
            int length = ReadFile(path, limits, ref encoded);
            return DecodeReduced(encoded.AsSpan(0, length), mode, path, longerSide, limits);
        }
        finally
        {
            if (encoded is not null)
            {
                ArrayPool<byte>.Shared.Return(encoded);
            }
        }
    }

    /// <summary>Encodes an image.</summary>
    /// <param name="image">Grey or RGB.</param>
    /// <param name="format">PNG or JPEG.</param>
    /// <param name="quality">Of a JPEG: 1 (small) to 100 (faithful). PNG is lossless and ignores it.</param>
    /// <returns>The whole file.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An unknown format, or a quality outside 1–100.</exception>
    /// <exception cref="InvalidOperationException">The format cannot hold the image: a JPEG's sides end at 65,500.</exception>
    public static unsafe byte[] Encode(Image image, ImageFormat format, int quality = 90)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!Enum.IsDefined(format))
        {
            throw new ArgumentOutOfRangeException(nameof(format), $"The format must be Png or Jpeg. Got {format}.");
        }

        if (quality is < 1 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(quality), $"The quality must be from 1 to 100. Got {quality}.");
        }

        void* buffer = null;
        byte* data;
        long length;
        try
        {
            fixed (byte* pixels = image.Pixels)
            {
                VisionNative.ThrowIfFailed(VisionNative.Encode(
                    pixels, image.Width, image.Height, image.Channels, (int)format, quality, &buffer, &data, &length));
            }

            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            VisionNative.Release(buffer);
        }
    }

    private static unsafe Image Decode(ReadOnlySpan<byte> encoded, ColorMode mode, string source, ImageHeader header, int reduction = 1)
    {
        int channels = Channels(mode);
        int statedWidth = Reduced(header.Width, reduction);
        int statedHeight = Reduced(header.Height, reduction);
        byte[] pixels = Allocate(statedWidth, statedHeight, channels, source);

        int width = 0;
        int height = 0;
        VisionStatus status;
        fixed (byte* input = encoded, output = pixels)
        {
            status = VisionNative.Decode(
                input, encoded.Length, channels, header.CodecGray ? 1 : 0, reduction, output, pixels.Length, &width, &height);
        }

        ThrowIfFailed(status, header, source);
        bool asStated = width == statedWidth && height == statedHeight;
        bool turned = width == statedHeight && height == statedWidth;
        return asStated || turned
            ? new Image(width, height, channels, pixels)
            : throw new ImageException(
                ImageError.Corrupt, source, $"the header states {statedWidth} x {statedHeight} pixels, the data hold {width} x {height}");
    }

    // The codec's own steps; the longer side stays at least as long as is wanted.
    private static int Reduction(ImageHeader header, int longerSide)
    {
        int reduction = 8;
        while (reduction > 1 && Math.Max(header.Width, header.Height) / reduction < longerSide)
        {
            reduction /= 2;
        }

        return reduction;
    }

    private static int Reduced(int side, int reduction) => (side + reduction - 1) / reduction;

    private static int Channels(ColorMode mode) => mode switch
    {
        ColorMode.Gray => 1,
        ColorMode.Rgb => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), $"The colour mode must be Gray or Rgb. Got {mode}."),
    };

    private static byte[] Allocate(int width, int height, int channels, string source)
    {
        try
        {
            return GC.AllocateUninitializedArray<byte>(checked(width * height * channels));
        }
        catch (OutOfMemoryException e)
        {
            throw OutOfMemory(width, height, source, e);
        }
    }

    private static void ThrowIfFailed(VisionStatus status, ImageHeader header, string source)
    {
        switch (status)
        {
            case VisionStatus.Ok:
                return;
            case VisionStatus.Undecodable or VisionStatus.SizeMismatch or VisionStatus.Failed:
                throw new ImageException(ImageError.Corrupt, source, $"{header.Format}: {VisionNative.LastMessage()}");
            case VisionStatus.OutOfMemory:
                throw OutOfMemory(header.Width, header.Height, source, null);
            default:
                VisionNative.ThrowIfFailed(status);
                break;
        }
    }

    private static ImageException OutOfMemory(int width, int height, string source, Exception? inner)
        => new(ImageError.OutOfMemory, source, $"not enough memory for {width} x {height} pixels", inner);

    // Reads the file into a rented array, which is the caller's to return even when this throws.
    private static int ReadFile(string path, DecodeLimits limits, ref byte[]? encoded)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, options: FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(file);
            Span<byte> first = stackalloc byte[ImageHeader.SniffLength];
            ImageHeader.Sniff(first[..RandomAccess.Read(file, first, 0)], path);
            ImageHeader.CheckLength(length, path, limits);

            encoded = ArrayPool<byte>.Shared.Rent((int)length);
            int read = 0;
            int more;
            do
            {
                more = RandomAccess.Read(file, encoded.AsSpan(read, (int)length - read), read);
                read += more;
            }
            while (more > 0);

            return read;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(ImageError.Unreadable, path, "no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ImageException(ImageError.Unreadable, path, Directory.Exists(path) ? "is a folder" : e.Message, e);
        }
    }
}
