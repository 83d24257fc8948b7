namespace Countenance.Vision.Tests;

/// <summary>What each format and pixel kind decodes to.</summary>
public class FormatTests
{
    [Theory]
    [InlineData("rgb.webp")]
    [InlineData("alpha.webp")]
    [InlineData("rgb.tif")]
    [InlineData("lzw.tif")]
    [InlineData("deflate.tif")]
    [InlineData("two-pages.tif")]
    [InlineData("rgb.bmp")]
    public void A_lossless_file_gives_the_exact_pixels(string name)
    {
        Image image = ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Rgb);
        Assert.Equal((Pattern.Width, Pattern.Height, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal(Pattern.Rgb, image.Pixels);
    }

    [Theory]
    [InlineData("rgb.webp")]
    [InlineData("rgb.tif")]
    [InlineData("rgb.bmp")]
    public void A_colour_file_gives_its_luminance_as_grey(string name)
        => AssertLuminance(ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Gray));

    [Theory]
    [InlineData("gray.tif")]
    [InlineData("gray.bmp")]
    [InlineData("gray16.tif")]
    public void A_grey_file_gives_its_values_in_both_modes(string name)
    {
        Assert.Equal(Pattern.Red, ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Gray).Pixels);
        Assert.Equal(Tripled(Pattern.Red), ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Rgb).Pixels);
    }

    [Theory]
    [InlineData("lossy.webp")]
    [InlineData("alpha-lossy.webp")]
    [InlineData("palette.bmp")]
    public void A_lossy_file_is_near_the_pixels(string name)
    {
        Image image = ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Rgb);
        Assert.Equal((Pattern.Width, Pattern.Height), (image.Width, image.Height));
        Assert.InRange(image.Pixels.Zip(Pattern.Rgb, (a, b) => Math.Abs(a - b)).Average(), 0, 12);
    }

    [Theory]
    [InlineData("baseline.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    public void A_JPEG_is_near_its_colours(string name)
    {
        Image image = ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Rgb);
        Assert.Equal((24, 16), (image.Width, image.Height));
        AssertNear([40, 60, 80], Pixel(image, 2, 8));
        AssertNear([200, 180, 160], Pixel(image, 21, 8));

        Image gray = ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Gray);
        AssertNear([56], Pixel(gray, 2, 8));   // 0.299·40 + 0.587·60 + 0.114·80
        AssertNear([184], Pixel(gray, 21, 8)); // 0.299·200 + 0.587·180 + 0.114·160
    }

    [Fact]
    public void A_grey_JPEG_gives_three_equal_channels()
    {
        Image gray = ImageCodec.Load(Pattern.FixturePath("gray.jpg"), ColorMode.Gray);
        AssertNear([56], Pixel(gray, 2, 8));
        Assert.Equal(Tripled(gray.Pixels), ImageCodec.Load(Pattern.FixturePath("gray.jpg"), ColorMode.Rgb).Pixels);
    }

    [Theory]
    [InlineData("orientation6.jpg")]
    [InlineData("orientation6.png")]
    public void The_EXIF_orientation_is_applied(string name)
    {
        // A quarter clockwise: the dark left half comes to the top.
        Image image = ImageCodec.Load(Pattern.FixturePath(name), ColorMode.Rgb);
        Assert.Equal((16, 24), (image.Width, image.Height));
        AssertNear([40, 60, 80], Pixel(image, 8, 2));
        AssertNear([200, 180, 160], Pixel(image, 8, 21));
    }

    [Fact]
    public void The_EXIF_orientation_of_a_WebP_is_ignored()
    {
        Image image = ImageCodec.Load(Pattern.FixturePath("orientation6.webp"), ColorMode.Rgb);
        Assert.Equal((24, 16), (image.Width, image.Height));
        Assert.Equal([40, 60, 80], Pixel(image, 2, 8));
    }

    [Fact]
    public void A_16_bit_PNG_keeps_the_high_byte()
    {
        byte[] rows = [.. Pattern.Rgb.SelectMany(value => new byte[] { value, 0xff })];
        byte[] png = PngBuilder.Build(Pattern.Width, Pattern.Height, 16, 2, rows, Pattern.Width * 6);
        Assert.Equal(Pattern.Rgb, ImageCodec.Decode(png, ColorMode.Rgb, "t").Pixels);
        AssertLuminance(ImageCodec.Decode(png, ColorMode.Gray, "t"));

        byte[] gray = [.. Pattern.Red.SelectMany(value => new byte[] { value, 0xff })];
        png = PngBuilder.Build(Pattern.Width, Pattern.Height, 16, 0, gray, Pattern.Width * 2);
        Assert.Equal(Pattern.Red, ImageCodec.Decode(png, ColorMode.Gray, "t").Pixels);
    }

    [Fact]
    public void The_palette_of_a_PNG_is_looked_up()
    {
        byte[] palette = [10, 20, 30, 200, 100, 50];
        byte[] transparency = [0, 255];
        byte[] expected = [10, 20, 30, 200, 100, 50, 200, 100, 50, 10, 20, 30];
        byte[] plain = PngBuilder.Build(2, 2, 8, 3, [0, 1, 1, 0], 2, ("PLTE", palette));
        byte[] transparent = PngBuilder.Build(2, 2, 8, 3, [0, 1, 1, 0], 2, ("PLTE", palette), ("tRNS", transparency));
        byte[] oneBit = PngBuilder.Build(2, 2, 1, 3, [0b0100_0000, 0b1000_0000], 1, ("PLTE", palette));
        foreach (byte[] png in new[] { plain, transparent, oneBit })
        {
            Assert.Equal(expected, ImageCodec.Decode(png, ColorMode.Rgb, "t").Pixels);
            Assert.Equal([18, 124, 124, 18], ImageCodec.Decode(png, ColorMode.Gray, "t").Pixels); // 18.15 and 124.2
        }
    }

    [Fact]
    public void Alpha_is_dropped_and_not_composited()
    {
        byte[] rgba = [10, 20, 30, 0, 200, 100, 50, 128];
        byte[] png = PngBuilder.Build(2, 1, 8, 6, rgba, 8);
        Assert.Equal([10, 20, 30, 200, 100, 50], ImageCodec.Decode(png, ColorMode.Rgb, "t").Pixels);

        byte[] grayAlpha = [7, 0, 90, 128];
        png = PngBuilder.Build(2, 1, 8, 4, grayAlpha, 4);
        Assert.Equal([7, 90], ImageCodec.Decode(png, ColorMode.Gray, "t").Pixels);
    }

    [Theory]
    [InlineData(1, 0b0110_0000, new byte[] { 0, 255 })]
    [InlineData(2, 0b0001_1011, new byte[] { 0, 85 })]
    [InlineData(4, 0b0000_0101, new byte[] { 0, 85 })]
    public void Few_bits_are_spread_over_the_range(byte bitDepth, byte row, byte[] expected)
    {
        byte[] png = PngBuilder.Build(2, 1, bitDepth, 0, [row], 1);
        Assert.Equal(expected, ImageCodec.Decode(png, ColorMode.Gray, "t").Pixels);
    }

    [Fact]
    public void The_gamma_of_a_PNG_changes_nothing()
    {
        // gAMA 1.0, which libpng would use to linearise before taking the luminance.
        byte[] png = PngBuilder.Build(
            Pattern.Width, Pattern.Height, 8, 2, Pattern.Rgb, Pattern.Width * 3, ("gAMA", [0, 1, 0x86, 0xa0]));
        Assert.Equal(Pattern.Rgb, ImageCodec.Decode(png, ColorMode.Rgb, "t").Pixels);
        AssertLuminance(ImageCodec.Decode(png, ColorMode.Gray, "t"));
    }

    [Fact]
    public void The_orientation_of_a_TIFF_is_applied()
    {
        // 3 is half a turn; 6 a quarter clockwise, which brings the bottom left pixel to the top left.
        Image half = ImageCodec.Load(Pattern.FixturePath("orientation3.tif"), ColorMode.Rgb);
        Assert.Equal((Pattern.Width, Pattern.Height), (half.Width, half.Height));
        Assert.Equal(Pattern.Rgb.Chunk(3).Reverse().SelectMany(pixel => pixel), half.Pixels);

        Image quarter = ImageCodec.Load(Pattern.FixturePath("orientation6.tif"), ColorMode.Rgb);
        Assert.Equal(
            ImageTransform.WarpAffine(Pattern.Image(3), [0, -1, Pattern.Height - 1, 1, 0, 0], Pattern.Height, Pattern.Width).Pixels,
            quarter.Pixels);
    }

    [Fact]
    public void The_alpha_of_a_TIFF_multiplies_the_colours()
    {
        Image image = ImageCodec.Load(Pattern.FixturePath("alpha.tif"), ColorMode.Rgb);
        for (int i = 0; i < Pattern.Rgb.Length; i++)
        {
            Assert.InRange(image.Pixels[i], (Pattern.Rgb[i] * 100 / 255.0) - 1, (Pattern.Rgb[i] * 100 / 255.0) + 1);
        }
    }

    [Fact]
    public void A_TIFF_of_floating_point_numbers_is_refused()
    {
        ImageException e = Assert.Throws<ImageException>(() => ImageCodec.Load(Pattern.FixturePath("float.tif"), ColorMode.Gray));
        Assert.Equal(ImageError.Corrupt, e.Error);
    }

    private static void AssertLuminance(Image image)
    {
        Assert.Equal((Pattern.Width, Pattern.Height, 1), (image.Width, image.Height, image.Channels));
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            Assert.InRange(image.Pixels[i], Pattern.Luminance[i] - 0.51, Pattern.Luminance[i] + 0.51);
        }
    }

    private static byte[] Tripled(byte[] gray) => [.. gray.SelectMany(value => new[] { value, value, value })];

    private static byte[] Pixel(Image image, int x, int y)
        => image.Pixels.AsSpan(((y * image.Width) + x) * image.Channels, image.Channels).ToArray();

    private static void AssertNear(byte[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - 6, expected[i] + 6);
        }
    }
}
