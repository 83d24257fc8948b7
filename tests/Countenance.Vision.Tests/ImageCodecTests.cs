namespace Countenance.Vision.Tests;

public class ImageCodecTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_round_trip_through_a_PNG_is_exact(int channels)
    {
        Image image = Pattern.Image(channels);
        Image back = ImageCodec.Decode(ImageCodec.Encode(image, ImageFormat.Png), Mode(channels), "t");
        Assert.Equal((image.Width, image.Height, image.Channels), (back.Width, back.Height, back.Channels));
        Assert.Equal(image.Pixels, back.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_round_trip_through_a_JPEG_is_near_and_quality_matters(int channels)
    {
        Image image = Gradient(64, 48, channels);
        byte[] fine = ImageCodec.Encode(image, ImageFormat.Jpeg, 95);
        byte[] coarse = ImageCodec.Encode(image, ImageFormat.Jpeg, 10);
        Assert.True(coarse.Length < fine.Length);

        Image back = ImageCodec.Decode(fine, Mode(channels), "t");
        Assert.Equal((64, 48, channels), (back.Width, back.Height, back.Channels));
        Assert.InRange(back.Pixels.Zip(image.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused(int quality)
        => Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.Encode(Pattern.Image(1), ImageFormat.Jpeg, quality));

    [Fact]
    public void Decoding_into_a_slot_of_the_same_size_is_exact()
    {
        byte[] png = ImageCodec.Encode(Pattern.Image(3), ImageFormat.Png);
        byte[] batch = new byte[3 * Pattern.Rgb.Length];
        Span<byte> slot = batch.AsSpan(Pattern.Rgb.Length, Pattern.Rgb.Length);
        ImageCodec.Decode(png, ColorMode.Rgb, "t", slot, Pattern.Width, Pattern.Height);

        Assert.Equal([.. new byte[Pattern.Rgb.Length], .. Pattern.Rgb, .. new byte[Pattern.Rgb.Length]], batch);
    }

    [Theory]
    [InlineData(4, 3)]   // both sides shrink
    [InlineData(16, 12)] // both grow
    [InlineData(4, 12)]  // one of each
    [InlineData(8, 3)]
    public void Decoding_into_a_slot_of_another_size_is_decoding_and_resizing(int width, int height)
    {
        byte[] png = ImageCodec.Encode(Pattern.Image(3), ImageFormat.Png);
        foreach (ColorMode mode in Enum.GetValues<ColorMode>())
        {
            byte[] slot = new byte[width * height * (mode == ColorMode.Gray ? 1 : 3)];
            ImageCodec.Decode(png, mode, "t", slot, width, height);
            Assert.Equal(ImageTransform.Resize(ImageCodec.Decode(png, mode, "t"), width, height).Pixels, slot);
        }
    }

    [Fact]
    public void A_turned_JPEG_fills_a_slot()
    {
        byte[] slot = new byte[16 * 24 * 3];
        byte[] jpeg = Pattern.Fixture("orientation6.jpg");
        ImageCodec.Decode(jpeg, ColorMode.Rgb, "t", slot, 16, 24);
        Assert.Equal(ImageCodec.Decode(jpeg, ColorMode.Rgb, "t").Pixels, slot);
    }

    [Fact]
    public void A_slot_of_the_wrong_length_is_refused()
    {
        byte[] png = ImageCodec.Encode(Pattern.Image(1), ImageFormat.Png);
        Assert.Throws<ArgumentException>(() => ImageCodec.Decode(png, ColorMode.Gray, "t", new byte[47], 8, 6));
        Assert.Throws<ArgumentException>(() => ImageCodec.Decode(png, ColorMode.Rgb, "t", new byte[48], 8, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.Decode(png, ColorMode.Gray, "t", [], 0, 6));
    }

    [Fact]
    public void Decoding_into_a_slot_allocates_nothing()
    {
        byte[] png = ImageCodec.Encode(Pattern.Image(1), ImageFormat.Png);
        byte[] slot = new byte[32 * 32];
        Decode(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Decode(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Decode(int times)
        {
            for (int i = 0; i < times; i++)
            {
                ImageCodec.Decode(png, ColorMode.Gray, "t", slot, 32, 32);
            }
        }
    }

    [Fact]
    public void Many_threads_decode_the_same_pixels()
    {
        byte[][] files =
        [
            .. new[] { "rgb.webp", "lzw.tif", "rgb.bmp", "progressive.jpg" }.Select(Pattern.Fixture),
            ImageCodec.Encode(Pattern.Image(3), ImageFormat.Png),
            [0x89, 0x50, 0x4e, 0x47], // fails, and its message is this thread's own
        ];
        byte[]?[] expected = [.. files.Select(Pixels)];
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            Assert.Equal(expected[i % files.Length], Pixels(files[i % files.Length])));

        static byte[]? Pixels(byte[] file)
        {
            try
            {
                return ImageCodec.Decode(file, ColorMode.Rgb, "t").Pixels;
            }
            catch (ImageException)
            {
                return null;
            }
        }
    }

    [Fact]
    public void The_library_names_its_OpenCV() => Assert.Matches(@"^4\.\d+\.\d+", VisionLibrary.OpenCvVersion);

    private static ColorMode Mode(int channels) => channels == 1 ? ColorMode.Gray : ColorMode.Rgb;

    private static Image Gradient(int width, int height, int channels)
    {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i / channels % width * 3) + (i % channels * 20));
        }

        return new Image(width, height, channels, pixels);
    }
}
