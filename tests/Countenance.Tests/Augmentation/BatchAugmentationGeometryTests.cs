using Countenance.Augmentation;
using Countenance.Models;
using Countenance.Tests.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Augmentation;

public class BatchAugmentationGeometryTests
{
    private const int Side = 65;
    private const int Middle = 32;
    private const int Images = 64;

    [Fact]
    public void Without_changes_an_image_of_the_input_s_size_is_only_normalised()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(1, 3, 3, 24, 24);
        var normalization = new InputNormalization(0.4, 0.2);

        var batch = new AugmentedBatch(AugmentationOptions.None, images, 24, normalization: normalization);

        byte[] pixels = images.ToArray<byte>();
        Assert.All(pixels.Zip(batch.Values), pair => Assert.Equal(((pair.First / 255.0) - 0.4) / 0.2, pair.Second, 1e-4));
    }

    [Theory]
    [InlineData(48, 48, 32)]
    [InlineData(24, 24, 40)]
    [InlineData(20, 32, 24)]
    public void Without_changes_another_size_is_what_a_trained_model_sees(int height, int width, int size)
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(2, 2, 1, height, width);
        var normalization = new InputNormalization(0.5, 0.25);
        using EmbeddingModel model = ModelOf(size, normalization);

        float[] expected = model.Prepare(images).ToArray<float>();
        float[] actual = new AugmentedBatch(AugmentationOptions.None, images, size, normalization: normalization).Values;

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void A_fine_checker_pattern_of_larger_images_becomes_even_grey()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(8, 112, (x, y) => (x + y) % 2);
        AugmentationOptions changes = AugmentationOptions.None with { Shift = 0.1, RotationDegrees = 20, Scale = 0.2 };

        Assert.All(new AugmentedBatch(changes, images, 48).Values, value => Assert.Equal(0.5f, value, 0.05f));
    }

    [Fact]
    public void Mirroring_exchanges_left_and_right()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Noise(3, 8, 3, 20, 20);

        float[] mirrored = new AugmentedBatch(AugmentationOptions.None with { MirrorProbability = 1 }, images, 20).Values;

        float[] expected = images.Flip(3).To(ScalarType.Float32).ToArray<float>();
        Assert.All(expected.Zip(mirrored), pair => Assert.Equal(pair.First / 255, pair.Second, 1e-4f));
    }

    [Fact]
    public void Some_images_are_mirrored_and_the_others_left_alone()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(200, 16, (x, _) => x / 15.0);

        var batch = new AugmentedBatch(AugmentationOptions.None with { MirrorProbability = 0.25 }, images, 16);

        float[] firsts = [.. Enumerable.Range(0, 200).Select(i => batch.Plane(i)[0])];
        Assert.All(firsts, first => Assert.Equal(0.5f, Math.Abs(first - 0.5f), 1e-4f));
        Assert.InRange(firsts.Count(first => first > 0.5f), 30, 70);
    }

    [Fact]
    public void A_shift_moves_everything_alike_by_at_most_its_share_of_the_side()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(Images, Side, (x, y) => AugmentedBatch.Dot(x, y, Middle, Middle));
        const double share = 0.2;
        const double most = share * Side;

        var batch = new AugmentedBatch(AugmentationOptions.None with { Shift = share }, images, Side);
        var halved = new AugmentedBatch(AugmentationOptions.None with { Shift = share / 2 }, images, Side);

        (double X, double Y, double Mass)[] moves = [.. Enumerable.Range(0, Images).Select(i => batch.Centroid(i))];
        Assert.All(moves, move => Assert.True(Math.Abs(move.X) <= most + 0.05 && Math.Abs(move.Y) <= most + 0.05, $"{move}"));
        AssertSpread(moves.Select(move => move.X / most));
        AssertSpread(moves.Select(move => move.Y / most));
        Assert.Contains(moves, move => Math.Abs(move.X - move.Y) > most / 2);
        for (int i = 0; i < Images; i++)
        {
            Assert.Equal(moves[i].X / 2, halved.Centroid(i).X, 0.05);
            Assert.Equal(moves[i].Y / 2, halved.Centroid(i).Y, 0.05);
            AssertShifted(batch.Plane(i), moves[i].X, moves[i].Y);
        }
    }

    [Fact]
    public void A_rotation_turns_about_the_middle_by_at_most_its_angle()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(Images, Side, (x, y) => AugmentedBatch.Dot(x, y, Middle + 20, Middle));

        var batch = new AugmentedBatch(AugmentationOptions.None with { RotationDegrees = 40 }, images, Side);

        var angles = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            (double x, double y, _) = batch.Centroid(i);
            Assert.Equal(20, Math.Sqrt((x * x) + (y * y)), 0.1);
            angles.Add(Math.Atan2(y, x) * 180 / Math.PI);
        }

        Assert.All(angles, angle => Assert.InRange(angle, -40.2, 40.2));
        AssertSpread(angles.Select(angle => angle / 40));
    }

    [Fact]
    public void A_scale_above_one_enlarges_and_stays_in_its_range()
    {
        using var scope = new TensorScope();
        Tensor images = AugmentedBatch.Repeated(
            Images, Side, (x, y) => AugmentedBatch.Dot(x, y, Middle - 15, Middle) + AugmentedBatch.Dot(x, y, Middle + 15, Middle));

        var batch = new AugmentedBatch(AugmentationOptions.None with { Scale = 0.3 }, images, Side);
        double mass = new AugmentedBatch(AugmentationOptions.None, images, Side).Centroid(0).Mass;

        var factors = new List<double>();
        for (int i = 0; i < Images; i++)
        {
            double distance = batch.Centroid(i, left: Middle + 1).X - batch.Centroid(i, right: Middle).X;
            factors.Add(distance / 30);
            Assert.Equal(0, batch.Centroid(i).X, 0.05);
            Assert.Equal(factors[i] * factors[i], batch.Centroid(i).Mass / mass, 0.05);
        }

        Assert.All(factors, factor => Assert.InRange(factor, 0.695, 1.305));
        AssertSpread(factors.Select(factor => (factor - 1) / 0.3));
    }

    // Uniform on [−1, 1]: values in both outer thirds, and no preferred side.
    private static void AssertSpread(IEnumerable<double> shares)
    {
        double[] values = [.. shares];
        Assert.True(values.Min() < -2 / 3.0 && values.Max() > 2 / 3.0, $"{values.Min()} … {values.Max()}");
        Assert.Equal(0, values.Average(), 0.25);
    }

    private static void AssertShifted(ReadOnlySpan<float> plane, double moveX, double moveY)
    {
        for (int i = 0; i < plane.Length; i++)
        {
            double expected = AugmentedBatch.Dot(i % Side, i / Side, Middle + moveX, Middle + moveY);
            Assert.True(Math.Abs(expected - plane[i]) < 0.1, $"pixel {i}: {plane[i]}, expected about {expected}");
        }
    }

    private static EmbeddingModel ModelOf(int size, InputNormalization normalization)
        => new(SmallModel.Card(1, 1, size) with { Normalization = normalization }, new NoNetwork());

    private sealed class NoNetwork : Module
    {
        protected override Tensor Compute(Tensor input) => input;
    }
}
