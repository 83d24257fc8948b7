using Countenance.Drawing;

namespace Countenance.Tests.Drawing;

public class OklabTests
{
    [Theory]
    [InlineData(0xffffff, 1, 0, 0)]
    [InlineData(0x000000, 0, 0, 0)]
    [InlineData(0xff0000, 0.62796, 0.22486, 0.12585)] // the author's own figures
    [InlineData(0x00ff00, 0.86644, -0.23389, 0.17950)]
    [InlineData(0x0000ff, 0.45201, -0.03246, -0.31153)]
    public void Known_colours_look_as_published(int rgb, double lightness, double a, double b)
    {
        Oklab look = Oklab.Of(Colour.Of(rgb));

        Assert.Equal(lightness, look.L, 1e-4);
        Assert.Equal(a, look.A, 1e-4);
        Assert.Equal(b, look.B, 1e-4);
    }

    [Fact]
    public void The_way_back_is_the_colour_itself_and_another_lightness_keeps_the_hue()
    {
        Colour colour = Colour.Of(0xcb6d2c);
        Oklab look = Oklab.Of(colour);

        Assert.Equal(colour.ToHex(), look.WithLightness(look.L).ToHex());
        Oklab darker = Oklab.Of(look.WithLightness(0.4));
        Assert.Equal(0.4, darker.L, 0.005);
        Assert.Equal(Math.Atan2(look.B, look.A), Math.Atan2(darker.B, darker.A), 0.03);
        Assert.Equal("#ffffff", look.WithLightness(1).ToHex());
    }
}
