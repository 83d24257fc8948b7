using System.Buffers.Binary;

namespace Countenance.Vision.Tests;

/// <summary>Decoding to fewer pixels, and the eight orientations a camera may state: each is applied exactly once.</summary>
public class ReducedDecodingTests
{
    private const int Width = 96;
    private const int Height = 64;

    // Of the stored picture: top left, top right, bottom left, bottom right.
    private static readonly byte[] Quadrants = [30, 90, 160, 230];

    // Where the corners of the stored picture are shown, by the definition of the tag: what is row 0 and column 0 of it.
    public static TheoryData<int, string> Orientations => new()
    {
        { 1, "0123" }, // as stored
        { 2, "1032" }, // row 0 top, column 0 right: mirrored
        { 3, "3210" }, // row 0 bottom, column 0 right: half a turn
        { 4, "2301" }, // row 0 bottom, column 0 left: upside down in a mirror
        { 5, "0213" }, // row 0 left, column 0 top: mirrored about the diagonal
        { 6, "2031" }, // row 0 right, column 0 top: a quarter clockwise
        { 7, "3120" }, // row 0 right, column 0 bottom
        { 8, "1302" }, // row 0 left, column 0 bottom: a quarter the other way
    };

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_JPEG_is_shown_upright(int orientation, string shown)
    {
        byte[] jpeg = WithExif(ImageCodec.Encode(Stored(), ImageFormat.Jpeg, 95), orientation);
        foreach ((int longerSide, int reduction) in (ReadOnlySpan<(int, int)>)[(1000, 1), (48, 2), (24, 4), (12, 8)])
        {
            foreach (ColorMode mode in Enum.GetValues<ColorMode>())
            {
                AssertShown(shown, orientation, reduction, ImageCodec.DecodeReduced(jpeg, mode, "t", longerSide));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void A_PNG_is_shown_upright(int orientation, string shown)
    {
        byte[] png = PngBuilder.Build(Width, Height, 8, 0, Stored().Pixels, Width, ("eXIf", Exif(orientation)));
        AssertShown(shown, orientation, 1, ImageCodec.Decode(png, ColorMode.Rgb, "t"));
        AssertShown(shown, orientation, 4, ImageCodec.DecodeReduced(png, ColorMode.Gray, "t", 24));
    }

    [Theory]
    [InlineData(97, 1, 97, 63)]
    [InlineData(96, 1, 97, 63)]
    [InlineData(49, 1, 97, 63)]
    [InlineData(48, 2, 49, 32)]
    [InlineData(25, 2, 49, 32)]
    [InlineData(24, 4, 25, 16)]
    [InlineData(1, 8, 13, 8)]
    public void The_longer_side_keeps_as_many_pixels_as_needed(int longerSide, int reduction, int width, int height)
    {
        byte[] pixels = [.. Enumerable.Range(0, 97 * 63).Select(i => (byte)(i % 97))];
        var image = new Image(97, 63, 1, pixels);
        foreach (ImageFormat format in Enum.GetValues<ImageFormat>())
        {
            Image reduced = ImageCodec.DecodeReduced(ImageCodec.Encode(image, format, 95), ColorMode.Gray, "t", longerSide);
            Assert.Equal((width, height), (reduced.Width, reduced.Height));

            // The picture is a ramp of one grey level per pixel. A JPEG's codec goes in whole steps and fills the last one up.
            double step = format == ImageFormat.Jpeg ? reduction : 97.0 / width;
            for (int x = 1; x < width - 1; x++)
            {
                Assert.InRange(reduced.Pixels[(height / 2 * width) + x] + 0.5 - (step * (x + 0.5)), -3, 3);
            }
        }
    }

    [Fact]
    public void A_file_is_read_the_same_way()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.jpg", ImageCodec.Encode(Stored(), ImageFormat.Jpeg));
        Assert.Equal(24, ImageCodec.LoadReduced(path, ColorMode.Rgb, 20).Width);
        Assert.Equal(96, ImageCodec.Load(path, ColorMode.Rgb).Width);

        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.LoadReduced(path, ColorMode.Rgb, 0));
        Assert.Equal(
            ImageError.Unreadable,
            Assert.Throws<ImageException>(() => ImageCodec.LoadReduced(folder["none.jpg"], ColorMode.Rgb, 10)).Error);
    }

    [Fact]
    public void Limits_are_those_of_the_whole_image()
    {
        byte[] jpeg = ImageCodec.Encode(Stored(), ImageFormat.Jpeg);
        ImageException e = Assert.Throws<ImageException>(
            () => ImageCodec.DecodeReduced(jpeg, ColorMode.Rgb, "t", 10, new DecodeLimits(MaxPixels: 6000)));
        Assert.Equal(ImageError.TooLarge, e.Error);
    }

    private static Image Stored() => new(
        Width,
        Height,
        1,
        [.. Enumerable.Range(0, Width * Height).Select(
            i => Quadrants[(i / Width < Height / 2 ? 0 : 2) + (i % Width < Width / 2 ? 0 : 1)])]);

    private static void AssertShown(string shown, int orientation, int reduction, Image image)
    {
        (int width, int height) = (Width / reduction, Height / reduction);
        Assert.Equal(orientation >= 5 ? (height, width) : (width, height), (image.Width, image.Height));
        for (int corner = 0; corner < 4; corner++)
        {
            int x = image.Width * ((2 * (corner % 2)) + 1) / 4;
            int y = image.Height * ((2 * (corner / 2)) + 1) / 4;
            int value = image.Pixels[((y * image.Width) + x) * image.Channels];
            Assert.InRange(value, Quadrants[shown[corner] - '0'] - 6, Quadrants[shown[corner] - '0'] + 6);
        }
    }

    // After the first marker: an APP1 segment.
    private static byte[] WithExif(byte[] jpeg, int orientation)
    {
        byte[] body = [.. "Exif\0\0"u8, .. Exif(orientation)];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(body.Length + 2));
        return [.. jpeg[..2], 0xff, 0xe1, .. length, .. body, .. jpeg[2..]];
    }

    // A TIFF header and a directory of one entry: tag 0x0112, 16 bits, one value.
    private static byte[] Exif(int orientation)
        => [.. "MM\0*\0\0\0\u0008"u8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
}
