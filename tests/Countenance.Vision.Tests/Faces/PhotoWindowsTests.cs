using Countenance.Vision.Faces;

namespace Countenance.Vision.Tests.Faces;

public class PhotoWindowsTests
{
    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(0.1, 1)]
    [InlineData(0.09375, 1)] // 24 of 256 pixels: one window over all is just enough
    [InlineData(0.05, 2)]
    [InlineData(0.046875, 2)]
    [InlineData(0.04, 3)]
    [InlineData(0.01, 5)]
    public void Levels_go_down_to_the_smallest_face_by_halves_at_most(double smallestFace, int levels)
    {
        double[] sides = PhotoWindows.Sides(smallestFace);
        Assert.Equal(levels, sides.Length);
        Assert.Equal(1, sides[0]);
        Assert.True(smallestFace / sides[^1] * 256 >= 24 - 1e-9);
        Assert.All(sides.Zip(sides.Skip(1)), pair => Assert.InRange(pair.Second / pair.First, 0.5 - 1e-9, 1));
    }

    [Fact]
    public void A_face_up_to_a_quarter_of_a_window_is_whole_in_one()
    {
        foreach (int length in Enumerable.Range(1, 1500).Where(i => i % 7 == 1))
        {
            int[] starts = PhotoWindows.Starts(length, 256);
            if (length <= 256)
            {
                int start = Assert.Single(starts);
                Assert.InRange(start, length - 256, 0);
                Assert.InRange(start + 128 - (length / 2.0), -0.5, 0.5);
                continue;
            }

            Assert.Equal((0, length - 256), (starts[0], starts[^1]));
            for (int face = 0; face + 63 <= length; face++)
            {
                Assert.Contains(starts, start => start <= face && face + 63 <= start + 256);
            }
        }
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(256, 256)]
    [InlineData(270, 288)]
    [InlineData(480, 480)]
    [InlineData(513, 512)]
    public void A_level_that_is_not_too_long_is_one_window(int length, int window) => Assert.Equal(window, PhotoWindows.Window(length));

    [Fact]
    public void There_are_no_more_windows_than_needed()
    {
        Assert.Equal([0, 192], PhotoWindows.Starts(448, 256));
        Assert.Equal([0, 96, 193], PhotoWindows.Starts(449, 256));
    }

    [Fact]
    public void A_window_is_black_beyond_the_edge()
    {
        var image = new Image(2, 1, 3, [1, 2, 3, 4, 5, 6]);
        byte[] window = [.. Enumerable.Repeat((byte)9, 27)];
        PhotoWindows.Copy(image, -1, -1, 3, window);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0], window);

        byte[] corner = new byte[12];
        PhotoWindows.Copy(image, 1, 0, 2, corner);
        Assert.Equal([4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0], corner);
    }
}
