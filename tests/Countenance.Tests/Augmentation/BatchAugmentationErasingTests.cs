using Countenance.Augmentation;
using Countenance.Torch;

namespace Countenance.Tests.Augmentation;

public class BatchAugmentationErasingTests
{
    private const int Images = 64;
    private const int Side = 32;
    private static readonly InputNormalization normalization = new(0.5, 0.25);

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_rectangle_within_the_documented_sides_becomes_zero(double share)
    {
        using var scope = new TensorScope();

        AugmentedBatch batch = White(new() { ErasingProbability = 1, ErasingSide = share });

        var widths = new List<int>();
        for (int i = 0; i < Images; i++)
        {
            (int width, int height, int area) = Erased(batch.Plane(i));
            Assert.Equal(width * height, area);
            Assert.InRange(width, (int)Math.Floor(share * Side / 4), (int)Math.Ceiling(share * Side));
            Assert.InRange(height, (int)Math.Floor(share * Side / 4), (int)Math.Ceiling(share * Side));
            Assert.True(batch.Plane(i).SequenceEqual(batch.Plane(i, 1)), "the channels differ");
            widths.Add(width);
        }

        Assert.True(widths.Max() > share * Side * 0.8 && widths.Min() < share * Side * 0.5);
    }

    [Fact]
    public void The_probability_is_that_of_an_image_being_erased()
    {
        using var scope = new TensorScope();

        Assert.Equal(0, CountErased(White(new() { ErasingProbability = 0 })));
        Assert.InRange(CountErased(White(new() { ErasingProbability = 0.3 })), 8, 32);
        Assert.Equal(Images, CountErased(White(new() { ErasingProbability = 1 })));
    }

    [Fact]
    public void Rectangles_reach_every_part_of_the_image()
    {
        using var scope = new TensorScope();

        AugmentedBatch batch = White(new() { ErasingProbability = 1, ErasingSide = 0.5 });

        foreach ((int x, int y) in ((int, int)[])[(8, 8), (24, 8), (8, 24), (24, 24)])
        {
            Assert.Contains(Enumerable.Range(0, Images), i => batch.Plane(i)[(y * Side) + x] == 0);
            Assert.Contains(Enumerable.Range(0, Images), i => batch.Plane(i)[(y * Side) + x] != 0);
        }
    }

    private static AugmentedBatch White(AugmentationOptions erasing)
    {
        Tensor images = AugmentedBatch.Repeated(Images, Side, (_, _) => 1);
        AugmentationOptions options = AugmentationOptions.None with
        {
            ErasingProbability = erasing.ErasingProbability,
            ErasingSide = erasing.ErasingSide,
        };
        return new AugmentedBatch(options, Tensor.Concatenate([images, images], 1), Side, normalization: normalization);
    }

    private static int CountErased(AugmentedBatch batch)
        => Enumerable.Range(0, Images).Count(i => Erased(batch.Plane(i)).Area > 0);

    // The box around the zeros and their number; white is 2 after the normalisation, and nothing may be anything else.
    private static (int Width, int Height, int Area) Erased(ReadOnlySpan<float> plane)
    {
        int left = Side, right = -1, top = Side, bottom = -1, area = 0;
        for (int i = 0; i < plane.Length; i++)
        {
            if (plane[i] == 0)
            {
                (left, right) = (Math.Min(left, i % Side), Math.Max(right, i % Side));
                (top, bottom) = (Math.Min(top, i / Side), Math.Max(bottom, i / Side));
                area++;
            }
            else
            {
                Assert.Equal(2f, plane[i], 1e-4f);
            }
        }

        return (Math.Max(0, right - left + 1), Math.Max(0, bottom - top + 1), area);
    }
}
