using Countenance.Drawing;
using Countenance.Vision;

namespace Countenance.Tests.Drawing;

public class CanvasTests
{
    private static readonly Colour Black = Colour.Of(0x000000);

    [Fact]
    public void A_rectangle_covers_pixels_by_its_share_of_them()
    {
        var canvas = new Canvas(6, 4, 2, Colour.White);

        canvas.Rectangle(1, 1, 2.25, 1, Black);

        Assert.Equal(0, Grey(canvas, 2, 2));
        Assert.Equal(0, Grey(canvas, 5, 3));
        Assert.Equal(128, Grey(canvas, 6, 2), 1.0); // half of the pixel from 6 to 7
        Assert.Equal(255, Grey(canvas, 7, 2));
        Assert.Equal(255, Grey(canvas, 1, 2));
        Assert.Equal((2 * 2.25) * 2, Ink(canvas), 0.05);
    }

    [Fact]
    public void Half_an_alpha_is_half_the_way_to_the_colour()
    {
        var canvas = new Canvas(4, 4, 1, Colour.White);

        canvas.Rectangle(0, 0, 4, 4, Colour.Of(200, 100, 0), 0.5);

        Image image = canvas.ToImage();
        Assert.Equal([228, 178, 128], image.Pixels[..3].Select(value => (int)value));
    }

    [Fact]
    public void A_disc_and_a_frame_have_their_areas()
    {
        var canvas = new Canvas(40, 40, 3, Colour.White);
        canvas.Disc(20, 20, 12, Black);
        Assert.Equal(Math.PI * 144 * 9, Ink(canvas), 0.005 * Math.PI * 144 * 9); // of straight pieces

        canvas = new Canvas(40, 40, 3, Colour.White);
        canvas.Frame(5, 6, 20, 10, 2, Black);
        Assert.Equal(((20 * 10) - (16 * 6)) * 9, Ink(canvas), 0.5);
        Assert.Equal(255, Grey(canvas, 45, 33));
        Assert.Equal(0, Grey(canvas, 15, 18));
    }

    [Fact]
    public void A_line_has_its_width_and_dashes_their_gaps()
    {
        var canvas = new Canvas(60, 20, 1, Colour.White);
        canvas.Line([(10, 10), (50, 10)], 4, Black);
        Assert.Equal((40 * 4) + (Math.PI * 4), Ink(canvas), 1.5);

        canvas = new Canvas(60, 20, 1, Colour.White);
        canvas.Line([(10, 10), (30, 10), (50, 10)], 2, Black, 8, 8);
        Assert.Equal([0, 255, 0, 255, 0], new[] { 14, 22, 30, 38, 46 }.Select(x => Grey(canvas, x, 9)));
    }

    [Fact]
    public void Letters_have_the_area_of_their_outlines_and_stand_where_they_are_put()
    {
        var style = new TextStyle(40, Black);
        var canvas = new Canvas(100, 60, 2, Colour.White);

        canvas.Text("H", 50, 50, style, TextAlignment.Centre);

        // Two stems and a bar, symmetric about the middle; the feet on the baseline.
        (int left, int top, int right, int bottom) = Bounds(canvas);
        Assert.Equal(100, (left + right + 1) / 2.0, 1.0);
        Assert.Equal(100, bottom + 1);
        Assert.Equal(40 * 2 * Typeface.Regular.CapHeight, bottom + 1 - top, 2.5);
        Assert.True(Ink(canvas) > 0.2 * (right - left) * (bottom - top));
    }

    [Fact]
    public void Aligned_texts_end_and_begin_at_their_position()
    {
        var style = new TextStyle(13, Black);
        var left = new Canvas(120, 30, 1, Colour.White);
        var right = new Canvas(120, 30, 1, Colour.White);

        left.Text("HHH", 60, 20, style);
        right.Text("HHH", 60, 20, style, TextAlignment.Right);

        Assert.InRange(Bounds(left).Left, 60, 63);
        Assert.InRange(Bounds(right).Right, 56, 60);
        Assert.Equal(Bounds(left).Right - Bounds(left).Left, Bounds(right).Right - Bounds(right).Left, 1.0);
    }

    [Fact]
    public void A_text_upwards_is_the_same_text_turned()
    {
        var style = new TextStyle(16, Black);
        var across = new Canvas(80, 80, 1, Colour.White);
        var upwards = new Canvas(80, 80, 1, Colour.White);

        across.Text("Ab", 40, 40, style, TextAlignment.Centre);
        upwards.TextUpwards("Ab", 40, 40, style);

        Assert.Equal(Ink(across), Ink(upwards), 0.02 * Ink(across));
        (int left, int top, int right, int bottom) = Bounds(across);
        (int turnedLeft, int turnedTop, int turnedRight, int turnedBottom) = Bounds(upwards);
        Assert.Equal(right - left, turnedBottom - turnedTop, 1.0);
        Assert.Equal(bottom - top, turnedRight - turnedLeft, 1.0);
    }

    [Fact]
    public void A_picture_fits_into_its_rectangle_and_keeps_its_proportions()
    {
        var canvas = new Canvas(30, 30, 1, Colour.White);
        byte[] pixels = [.. Enumerable.Repeat((byte)0, 5 * 10)];

        canvas.Picture(new Image(5, 10, 1, pixels), 5, 5, 20, 20);

        Assert.Equal((10, 5, 19, 24), Bounds(canvas)); // 10 wide, 20 high, in the middle
        Assert.Equal(200, Ink(canvas), 1e-9);
    }

    [Fact]
    public void A_picture_of_its_own_size_is_copied_and_what_lies_outside_is_cut()
    {
        var canvas = new Canvas(4, 4, 1, Colour.White);
        byte[] pixels = [.. Enumerable.Range(0, 4 * 4 * 3).Select(i => (byte)i)];
        var image = new Image(4, 4, 3, pixels);

        canvas.Picture(image, 0, 0, 4, 4);
        Assert.Equal(pixels, canvas.ToImage().Pixels);

        canvas = new Canvas(4, 4, 1, Colour.White);
        canvas.Picture(image, 2, -1, 4, 4);
        Assert.Equal(pixels[(1 * 12)..((1 * 12) + 6)], canvas.ToImage().Pixels[6..12]);
        Assert.Equal(255, Grey(canvas, 0, 0));
    }

    private static int Grey(Canvas canvas, int x, int y)
    {
        Image image = canvas.ToImage();
        return image.Pixels[((y * image.Width) + x) * 3];
    }

    private static double Ink(Canvas canvas)
    {
        byte[] pixels = canvas.ToImage().Pixels;
        double sum = 0;
        for (int i = 0; i < pixels.Length; i += 3)
        {
            sum += (255 - pixels[i]) / 255.0;
        }

        return sum;
    }

    private static (int Left, int Top, int Right, int Bottom) Bounds(Canvas canvas)
    {
        Image image = canvas.ToImage();
        int[] inked = [.. Enumerable.Range(0, image.Width * image.Height).Where(i => image.Pixels[3 * i] < 128)];
        return (
            inked.Min(i => i % image.Width), inked.Min(i => i / image.Width),
            inked.Max(i => i % image.Width), inked.Max(i => i / image.Width));
    }
}
