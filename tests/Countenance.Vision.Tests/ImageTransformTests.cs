namespace Countenance.Vision.Tests;

public class ImageTransformTests
{
    [Fact]
    public void Area_gives_the_mean_of_the_covered_pixels()
    {
        var image = new Image(4, 2, 1, [10, 20, 100, 200, 30, 40, 0, 100]);
        Assert.Equal([25, 100], ImageTransform.Resize(image, 2, 1, Interpolation.Area).Pixels);
        Assert.Equal([25, 100], ImageTransform.Resize(image, 2, 1).Pixels); // Auto, when shrinking
    }

    [Fact]
    public void Area_weighs_partly_covered_pixels()
    {
        // Three pixels into two: each covers one and a half. (60·1 + 120·½)/1.5 = 80, (120·½ + 240)/1.5 = 200.
        var image = new Image(3, 1, 1, [60, 120, 240]);
        Assert.Equal([80, 200], ImageTransform.Resize(image, 2, 1).Pixels);
    }

    [Fact]
    public void Linear_interpolates_between_pixel_centres()
    {
        // x = (x' + ½)/2 − ½: −0.25 (clamped), 0.25, 0.75, 1.25 (clamped).
        var image = new Image(2, 1, 1, [0, 100]);
        Assert.Equal([0, 25, 75, 100], ImageTransform.Resize(image, 4, 1, Interpolation.Linear).Pixels);
        Assert.Equal([0, 25, 75, 100], ImageTransform.Resize(image, 4, 1).Pixels); // Auto, when growing
    }

    [Fact]
    public void Channels_are_resized_apart()
    {
        var image = new Image(2, 1, 3, [0, 200, 50, 100, 0, 50]);
        Assert.Equal(
            [0, 200, 50, 25, 150, 50, 75, 50, 50, 100, 0, 50], ImageTransform.Resize(image, 4, 1, Interpolation.Linear).Pixels);
        Assert.Equal([50, 100, 50], ImageTransform.Resize(image, 1, 1).Pixels);
    }

    [Fact]
    public void Nearest_and_cubic_follow_their_kernels()
    {
        var image = new Image(4, 1, 1, [0, 0, 100, 100]);
        Assert.Equal([0, 0, 0, 0, 100, 100, 100, 100], ImageTransform.Resize(image, 8, 1, Interpolation.Nearest).Pixels);

        // Cubic convolution with a = −0.75 at a quarter before pixel 2 (x = 1.75): weights of pixels 0 to 3 are
        // −0.03516, 0.26172, 0.87891, −0.10547, so 100·(0.87891 − 0.10547) = 77.3.
        Assert.Equal(77, ImageTransform.Resize(image, 8, 1, Interpolation.Cubic).Pixels[4]);
    }

    [Fact]
    public void Resizing_to_the_same_size_copies_the_image()
    {
        Image image = Pattern.Image(3);
        Image same = ImageTransform.Resize(image, image.Width, image.Height);
        Assert.Equal(image.Pixels, same.Pixels);
        Assert.NotSame(image.Pixels, same.Pixels);
    }

    [Fact]
    public void A_warp_shifts_forward()
    {
        var image = new Image(3, 2, 1, [1, 2, 3, 4, 5, 6]);
        double[] rightByOneDownByOne = [1, 0, 1, 0, 1, 1];
        Assert.Equal([9, 9, 9, 9, 1, 2], ImageTransform.WarpAffine(image, rightByOneDownByOne, 3, 2, fill: 9).Pixels);
        Assert.Equal(
            [1, 1, 2, 1, 1, 2],
            ImageTransform.WarpAffine(image, rightByOneDownByOne, 3, 2, border: BorderMode.Replicate).Pixels);
        Assert.Equal(
            [5, 4, 5, 2, 1, 2],
            ImageTransform.WarpAffine(image, rightByOneDownByOne, 3, 2, border: BorderMode.Reflect).Pixels);
    }

    [Theory]
    [InlineData(1600, 1200, 480, 360)]
    [InlineData(1600, 1200, 9, 8)]
    [InlineData(301, 200, 40, 30)]
    [InlineData(64, 64, 64, 64)]
    [InlineData(20, 20, 50, 30)]
    public void Resizing_by_halves_is_resizing(int width, int height, int columns, int rows)
    {
        var image = new Image(width, height, 3, new byte[3 * width * height]);
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            (int x, int y) = (i / 3 % width, i / 3 / width);
            image.Pixels[i] = (byte)(128 + (100 * Math.Sin((x * 9.0 / width) + (i % 3)) * Math.Cos(y * 7.0 / height)));
        }

        Image direct = ImageTransform.Resize(image, columns, rows);
        Image byHalves = ImageTransform.ResizeByHalves(image, columns, rows);
        Assert.Equal((columns, rows, 3), (byHalves.Width, byHalves.Height, byHalves.Channels));
        Assert.All(direct.Pixels.Zip(byHalves.Pixels), pair => Assert.InRange(pair.First - pair.Second, -3, 3));
    }

    [Fact]
    public void A_warp_by_half_a_pixel_gives_the_mean_of_two()
    {
        var image = new Image(3, 1, 1, [0, 100, 40]);
        double[] leftByHalf = [1, 0, -0.5, 0, 1, 0];
        Assert.Equal([50, 70, 20], ImageTransform.WarpAffine(image, leftByHalf, 3, 1).Pixels); // the last with the black border
    }

    [Fact]
    public void A_warp_turns_by_a_quarter_and_changes_the_size()
    {
        // (x, y) to (1 − y, x): clockwise on the screen.
        var image = new Image(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)i)]);
        Image turned = ImageTransform.WarpAffine(image, [0, -1, 1, 1, 0, 0], 2, 3);
        Assert.Equal((2, 3), (turned.Width, turned.Height));
        Assert.Equal([9, 10, 11, 0, 1, 2, 12, 13, 14, 3, 4, 5, 15, 16, 17, 6, 7, 8], turned.Pixels);
    }

    [Fact]
    public void Maps_and_sizes_that_cannot_be_used_are_refused()
    {
        Image image = Pattern.Image(1);
        Assert.Throws<ArgumentException>(() => ImageTransform.WarpAffine(image, [1, 0, 0, 0, 1], 4, 4));
        Assert.Throws<ArgumentException>(() => ImageTransform.WarpAffine(image, [1, 0, 0, 0, double.NaN, 0], 4, 4));
        Assert.Throws<ArgumentException>(() => ImageTransform.WarpAffine(image, [1, 2, 0, 2, 4, 0], 4, 4));
        Assert.Throws<ArgumentException>(() => ImageTransform.WarpAffine(image, [1, 0, 0, 0, 1, 0], 4, 4, Interpolation.Area));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTransform.WarpAffine(image, [1, 0, 0, 0, 1, 0], 4, 4, (Interpolation)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTransform.Resize(image, 0, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageTransform.Resize(image, 4, 40_000));
    }
}
