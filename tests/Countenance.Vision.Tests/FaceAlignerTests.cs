namespace Countenance.Vision.Tests;

public class FaceAlignerTests
{
    // Distances of FaceFraming.FerPlus: eyes 0.362 apart, the mouth 0.383 below their middle.
    private const double EyeDistance = 0.362;
    private const double MouthDistance = 0.383;

    private static readonly FaceAligner Aligner = new();

    [Theory]
    [InlineData(300, 0, 48)]
    [InlineData(300, 25, 48)]
    [InlineData(90, -40, 48)]
    [InlineData(30, 15, 48)]
    [InlineData(250, 170, 48)]
    [InlineData(60, 10, 112)]
    public void Eyes_and_mouth_come_to_their_places(double side, double degrees, int size)
    {
        (Image photo, DetectedFace face) = Draw(new ImagePoint(331.3f, 260.8f), side, degrees);
        Image crop = Aligner.Align(photo, face, size);

        Assert.Equal((size, size, 1), (crop.Width, crop.Height, crop.Channels));
        FaceFraming framing = FaceFraming.FerPlus;
        AssertSpot(crop, framing.RightEye);
        AssertSpot(crop, framing.LeftEye);
        AssertSpot(crop, framing.Mouth);
    }

    [Fact]
    public void A_photo_of_half_the_size_gives_the_same_crop()
    {
        (Image photo, DetectedFace face) = Draw(new ImagePoint(320, 240), 280, 12);
        Image half = ImageTransform.Resize(photo, photo.Width / 2, photo.Height / 2);
        byte[] large = Aligner.Align(photo, face).Pixels;
        byte[] small = Aligner.Align(half, face).Pixels;
        Assert.InRange(large.Zip(small, (a, b) => Math.Abs(a - b)).Max(), 0, 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Fine_stripes_of_a_large_face_become_grey_and_not_coarse_stripes(double degrees)
    {
        byte[] stripes = [.. Enumerable.Range(0, 640 * 480).Select(i => (byte)(i % 640 % 2 * 255))];
        Image crop = Aligner.Align(new Image(640, 480, 1, stripes), Face(640, 480, new ImagePoint(320, 240), 400, degrees));
        Assert.All(crop.Pixels, value => Assert.InRange(value, 120, 135));
    }

    [Fact]
    public void Beyond_its_edge_a_photo_is_continued()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte)180, 200 * 100)];
        foreach (ImagePoint corner in (ImagePoint[])[new(0, 0), new(200, 100), new(100, 0), new(-20, 50)])
        {
            Image crop = Aligner.Align(new Image(200, 100, 1, pixels), Face(200, 100, corner, 120, 20));
            Assert.All(crop.Pixels, value => Assert.Equal(180, value));
        }
    }

    [Fact]
    public void Colour_becomes_luminance()
    {
        byte[] pixels = [.. Enumerable.Repeat((byte[])[200, 100, 50], 100 * 100).SelectMany(pixel => pixel)];
        Image crop = Aligner.Align(new Image(100, 100, 3, pixels), Face(100, 100, new ImagePoint(50, 50), 60, 0));
        Assert.All(crop.Pixels, value => Assert.Equal(124, value)); // 0.299·200 + 0.587·100 + 0.114·50 = 124.2
    }

    [Fact]
    public void A_face_seen_from_the_side_is_not_blown_up()
    {
        // Eyes one behind the other: the eyes alone would say that the face is tiny.
        DetectedFace face = Face(640, 480, new ImagePoint(320, 240), 200, 0);
        ImagePoint eye = new((face.RightEye.X + face.LeftEye.X) / 2, face.RightEye.Y);
        DetectedFace side = face with { RightEye = eye, LeftEye = eye };
        byte[] dots = new byte[640 * 480];
        dots.AsSpan().Fill(100);
        dots[(320 + 30) + (640 * 240)] = 255; // 30 of 200 pixels beside the middle: still seen
        Image crop = Aligner.Align(new Image(640, 480, 1, dots), side);
        Assert.Contains(crop.Pixels, value => value > 100);
    }

    [Fact]
    public void Faces_in_tiny_and_huge_photos_are_aligned()
    {
        Image dot = Aligner.Align(new Image(1, 1, 1, [77]), Face(1, 1, new ImagePoint(0.5f, 0.5f), 1, 0));
        Assert.All(dot.Pixels, value => Assert.Equal(77, value));

        var wide = new Image(40_000, 60, 1, new byte[40_000 * 60]);
        Assert.All(Aligner.Align(wide, Face(40_000, 60, new ImagePoint(39_000, 30), 50, 5)).Pixels, value => Assert.Equal(0, value));

        byte[] ramp = [.. Enumerable.Range(0, 6000 * 4000).Select(i => (byte)(i % 6000 / 24))];
        Image crop = Aligner.Align(new Image(6000, 4000, 1, ramp), Face(6000, 4000, new ImagePoint(3000, 2000), 3600, 0));
        for (int x = 0; x < 48; x++)
        {
            // Columns of 75 pixels from 1200 on, a grey level every 24; the middle of each is its mean.
            Assert.InRange(crop.Pixels[(20 * 48) + x], ((1200 + (75 * (x + 0.5))) / 24) - 2, ((1200 + (75 * (x + 0.5))) / 24) + 1);
        }
    }

    [Fact]
    public void Sizes_and_points_that_cannot_be_used_are_refused()
    {
        var photo = new Image(100, 100, 1, new byte[10_000]);
        DetectedFace face = Face(100, 100, new ImagePoint(50, 50), 60, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => Aligner.Align(photo, face, 7));
        Assert.Throws<ArgumentOutOfRangeException>(() => Aligner.Align(photo, face, 1025));
        Assert.Throws<ArgumentException>(() => Aligner.Align(photo, face with { Mouth = new(float.NaN, 0) }));
        Assert.Throws<ArgumentException>(() => Aligner.Align(photo, face with { LeftEye = new(1e9f, 0) }));
        var point = new ImagePoint(0.5f, 0.5f);
        Assert.Throws<ArgumentException>(() => Aligner.Align(photo, face with { LeftEye = point, RightEye = point, Mouth = point }));
        var near = new ImagePoint(0.50001f, 0.5f);
        Assert.Throws<ArgumentException>(() => Aligner.Align(photo, face with { LeftEye = near, RightEye = point, Mouth = point }));
    }

    // A face framed as in FER+ by a square of that side about the centre, turned clockwise on the screen.
    private static DetectedFace Face(int width, int height, ImagePoint center, double side, double degrees)
    {
        double cosine = Math.Cos(degrees * Math.PI / 180);
        double sine = Math.Sin(degrees * Math.PI / 180);
        ImagePoint At(double x, double y) => new(
            (float)((center.X + (side * ((cosine * x) - (sine * y)))) / width),
            (float)((center.Y + (side * ((sine * x) + (cosine * y)))) / height));
        const double EyeLine = -0.102;
        return new DetectedFace(
            new FaceBox(0, 0, 1, 1),
            0.9f,
            At(-EyeDistance / 2, EyeLine),
            At(EyeDistance / 2, EyeLine),
            At(0, 0.1),
            At(0, EyeLine + MouthDistance));
    }

    // White discs on black where the eyes and the mouth are, smooth at the rim.
    private static (Image Photo, DetectedFace Face) Draw(ImagePoint center, double side, double degrees)
    {
        const int Width = 640;
        const int Height = 480;
        DetectedFace face = Face(Width, Height, center, side, degrees);
        double radius = 0.06 * side;
        byte[] pixels = new byte[Width * Height];
        foreach (ImagePoint spot in (ImagePoint[])[face.RightEye, face.LeftEye, face.Mouth])
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                double x = (i % Width) + 0.5 - (spot.X * Width);
                double y = (i / Width) + 0.5 - (spot.Y * Height);
                double inside = Math.Clamp(radius + 0.5 - Math.Sqrt((x * x) + (y * y)), 0, 1);
                pixels[i] = Math.Max(pixels[i], (byte)(255 * inside));
            }
        }

        return (new Image(Width, Height, 1, pixels), face);
    }

    // The centre of what is white around a place of the crop.
    private static void AssertSpot(Image crop, ImagePoint expected)
    {
        double weights = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < crop.Pixels.Length; i++)
        {
            double dx = (i % crop.Width) + 0.5 - (expected.X * crop.Width);
            double dy = (i / crop.Width) + 0.5 - (expected.Y * crop.Height);
            if (Math.Sqrt((dx * dx) + (dy * dy)) < 0.12 * crop.Width)
            {
                weights += crop.Pixels[i];
                x += crop.Pixels[i] * dx;
                y += crop.Pixels[i] * dy;
            }
        }

        Assert.True(weights > 1000);
        Assert.InRange(x / weights, -0.25, 0.25);
        Assert.InRange(y / weights, -0.25, 0.25);
    }
}
