namespace Countenance.Vision.Tests;

public class ImageTests
{
    [Fact]
    public void An_image_wraps_its_pixels()
    {
        byte[] pixels = new byte[24];
        var image = new Image(4, 2, 3, pixels);
        Assert.Same(pixels, image.Pixels);
        Assert.Equal((4, 2, 3), (image.Width, image.Height, image.Channels));
    }

    [Theory]
    [InlineData(0, 2, 1, 0)]
    [InlineData(2, -1, 1, 2)]
    [InlineData(2, 2, 2, 8)]
    [InlineData(2, 2, 3, 11)]
    [InlineData(int.MaxValue, int.MaxValue, 3, 3)]
    public void A_shape_that_does_not_fit_the_pixels_is_refused(int width, int height, int channels, int length)
        => Assert.ThrowsAny<ArgumentException>(() => new Image(width, height, channels, new byte[length]));
}
