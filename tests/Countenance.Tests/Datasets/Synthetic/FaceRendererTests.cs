using System.Security.Cryptography;
using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

public class FaceRendererTests
{
    [Theory]
    [InlineData(16, 1)]
    [InlineData(48, 1)]
    [InlineData(48, 3)]
    [InlineData(64, 1)]
    [InlineData(97, 3)]
    [InlineData(256, 1)]
    public void Every_size_shows_a_face_with_a_full_range_of_tones(int size, int channels)
    {
        var renderer = new FaceRenderer(size, channels);
        var pixels = new byte[channels * size * size];
        for (int i = 0; i < 16; i++)
        {
            renderer.Render(SyntheticFace.Draw(3, i).Description, pixels);

            double mean = pixels.Average(p => (double)p);
            double deviation = Math.Sqrt(pixels.Average(p => (p - mean) * (p - mean)));
            Assert.InRange(mean, 40, 215);
            Assert.InRange(deviation, 14, 90);
            Assert.True(pixels.Count(p => p is 0 or 255) < 0.02 * pixels.Length, "Too many saturated pixels.");
        }
    }

    [Fact]
    public void A_face_is_the_same_bytes_whatever_was_drawn_before()
    {
        var renderer = new FaceRenderer(64, 1);
        FaceDescription face = SyntheticFace.Draw(5, 0).Description;
        var fresh = new byte[64 * 64];
        renderer.Render(face, fresh);
        var other = new byte[64 * 64];
        for (int i = 1; i < 30; i++)
        {
            renderer.Render(SyntheticFace.Draw(5, i).Description, other);
        }

        renderer.Render(face, other);

        Assert.Equal(fresh, other);
    }

    [Theory]
    [InlineData(48, 1, "19cff04c2969125525123ef0b79eb47822d6dd44e876d7a1835c06d4476c2fd5")]
    [InlineData(64, 3, "7bb9ab3302f0cecc37a2e95f293731cb0f8a0089650a5b99305828c75588634e")]
    public void The_bytes_are_the_ones_recorded(int size, int channels, string digest)
    {
        // Exact on every machine: the drawing uses only operations that IEEE 754 rounds correctly, in a fixed order. A deliberate change
        // of the drawing changes the digest; record the new one and say so, for every model trained on the faces changes with it.
        var renderer = new FaceRenderer(size, channels);
        var pixels = new byte[channels * size * size];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < 24; i++)
        {
            renderer.Render(SyntheticFace.Draw(42, i).Description, pixels);
            hash.AppendData(pixels);
        }

        Assert.Equal(digest, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Grey_is_the_luma_of_the_colours_but_for_rounding()
    {
        FaceDescription face = SyntheticFace.Draw(8, 2).Description;
        var grey = new byte[64 * 64];
        var colour = new byte[3 * 64 * 64];
        new FaceRenderer(64, 1).Render(face, grey);
        new FaceRenderer(64, 3).Render(face, colour);

        for (int i = 0; i < grey.Length; i++)
        {
            double luma = (0.299 * colour[i]) + (0.587 * colour[i + 4096]) + (0.114 * colour[i + 8192]);
            Assert.Equal(luma, grey[i], 1.5);
        }
    }

    [Theory]
    [InlineData(1.0, 0.0)]
    [InlineData(0.0, 0.05)]
    public void Glasses_and_proportions_and_noise_show(double blur, double noise)
    {
        var plain = new FaceDescription();
        var renderer = new FaceRenderer(64, 1);
        byte[] still = Draw(renderer, plain);

        Assert.True(Distance(still, Draw(renderer, plain with { Attributes = plain.Attributes with { Glasses = true } })) > 3);
        Assert.True(Distance(still, Draw(renderer, plain with { Attributes = plain.Attributes with { Baby = true } })) > 5);
        Assert.True(Distance(still, Draw(renderer, plain with { Attributes = plain.Attributes with { YawDegrees = 15 } })) > 3);
        Assert.True(Distance(still, Draw(renderer, plain with { Capture = plain.Capture with { Blur = blur, Noise = noise } })) > 0.3);
        foreach (HairStyle style in Enum.GetValues<HairStyle>().Where(style => style != HairStyle.Cropped))
        {
            Assert.True(Distance(still, Draw(renderer, plain with { Attributes = plain.Attributes with { HairStyle = style } })) > 2);
        }
    }

    [Theory]
    [InlineData(LightDirection.Left)]
    [InlineData(LightDirection.Right)]
    public void Light_brightens_the_side_it_comes_from(LightDirection light)
    {
        var bald = new FaceDescription { Attributes = new() { Light = light, HairStyle = HairStyle.Bald } };
        byte[] face = Draw(new FaceRenderer(64, 1), bald);
        double left = 0;
        double right = 0;
        for (int y = 30; y < 46; y++)
        {
            for (int x = 12; x < 26; x++)
            {
                left += face[(y * 64) + x];
                right += face[(y * 64) + 63 - x];
            }
        }

        Assert.Equal(light == LightDirection.Left, left > 1.1 * right);
        Assert.Equal(light == LightDirection.Right, right > 1.1 * left);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceRenderer(15, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceRenderer(64, 2));
        Assert.Throws<ArgumentException>(() => new FaceRenderer(64, 1).Render(new FaceDescription(), new byte[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceAttributes { SkinTone = FaceAttributes.SkinTones });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaceAttributes { YawDegrees = 31 });
    }

    private static byte[] Draw(FaceRenderer renderer, FaceDescription face)
    {
        var pixels = new byte[renderer.Channels * renderer.Size * renderer.Size];
        renderer.Render(face, pixels);
        return pixels;
    }

    private static double Distance(byte[] a, byte[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
