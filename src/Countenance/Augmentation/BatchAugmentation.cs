using Countenance.Torch;

namespace Countenance.Augmentation;

/// <summary>
/// Turns a batch of stored images into network input: larger ones are shrunk to the input size; then one affine resampling to it (rotation,
/// scale, shift, mirror), contrast, brightness, gamma, blur and erasing, all as operations on the whole batch. Deterministic given the
/// generator's state.
/// </summary>
public sealed class BatchAugmentation
{
    private const int DrawsPerImage = 13;
    private static readonly Operator AffineGrid = new("aten::affine_grid_generator");
    private static readonly Operator GridSample = new("aten::grid_sampler_2d");
    private static readonly Operator Convolution = new("aten::conv2d");
    private static readonly Operator RepeatBorder = new("aten::replication_pad2d");

    private readonly AugmentationOptions options;
    private readonly InputNormalization normalization;
    private readonly int size;

    /// <summary>Creates the augmentation.</summary>
    /// <param name="options">Ranges of the changes.</param>
    /// <param name="normalization">Brings intensities to zero mean and unit variance.</param>
    /// <param name="size">Side of the network's input in pixels.</param>
    public BatchAugmentation(AugmentationOptions options, InputNormalization normalization, int size)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(normalization);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        options.Validate();
        this.options = options;
        this.normalization = normalization;
        this.size = size;
    }

    /// <summary>Augments a batch.</summary>
    /// <param name="images">uint8 [N, C, H, W].</param>
    /// <param name="generator">Source of randomness.</param>
    /// <returns>float32 [N, C, size, size], normalised.</returns>
    public Tensor Apply(Tensor images, RandomGenerator generator)
    {
        ArgumentNullException.ThrowIfNull(images);
        int count = checked((int)images.Size(0));
        Tensor drawn = Tensor.Rand([count, DrawsPerImage], generator);
        ReadOnlySpan<float> draws = drawn.Span<float>();
        Device device = images.Device;

        Tensor x = AntialiasedShrinking.Apply(images.To(ScalarType.Float32), size);
        x = Resample(x, Transforms(draws, count).To(device)); // [N, C, P, P], 0–255
        x = Photometric(x * (1.0 / 255), draws, count, device);
        if (options.Blur > 0)
        {
            x = Blurred(x, PerImage(draws, count, 8, options.Blur * 0.5, options.Blur * 0.5, device));
        }

        x = normalization.Apply(x);
        x = options.ErasingProbability > 0 ? Erased(x, draws, count, device) : x;
        GC.KeepAlive(drawn);
        return x;
    }

    // Maps output coordinates to input coordinates, both in [−1, 1]: mirror, then rotation and scale, then shift.
    private Tensor Transforms(ReadOnlySpan<float> draws, int count)
    {
        Tensor transforms = Tensor.Empty([count, 2, 3]);
        Span<float> values = transforms.Span<float>();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> draw = draws.Slice(i * DrawsPerImage, DrawsPerImage);
            double angle = Spread(draw[0]) * options.RotationDegrees * Math.PI / 180;
            double zoom = 1 / (1 + (Spread(draw[1]) * options.Scale));
            double mirror = draw[2] < options.MirrorProbability ? -1 : 1;
            double cosine = Math.Cos(angle) * zoom;
            double sine = Math.Sin(angle) * zoom;
            Span<float> row = values.Slice(i * 6, 6);
            row[0] = (float)(mirror * cosine);
            row[1] = (float)-sine;
            row[2] = (float)(Spread(draw[3]) * options.Shift * 2);
            row[3] = (float)(mirror * sine);
            row[4] = (float)cosine;
            row[5] = (float)(Spread(draw[4]) * options.Shift * 2);
        }

        return transforms;
    }

    private Tensor Resample(Tensor images, Tensor transforms)
    {
        const int bilinear = 0;
        const int border = 1;
        Tensor grid = AffineGrid.Call(transforms, (long[])[images.Size(0), images.Size(1), size, size], false); // [N, P, P, 2]
        return GridSample.Call(images, grid, bilinear, border, false);
    }

    private Tensor Photometric(Tensor x, ReadOnlySpan<float> draws, int count, Device device)
    {
        Tensor contrast = PerImage(draws, count, 5, 1, options.Contrast, device);
        Tensor brightness = PerImage(draws, count, 6, 0, options.Brightness, device);
        x = (x * contrast).AddInPlace(brightness - (contrast * 0.5) + 0.5); // (x − ½)·c + ½ + b
        if (options.Gamma > 0)
        {
            Tensor power = PerImage(draws, count, 7, 0, options.Gamma * Math.Log(2), device).Exp();
            x = x.Clamp(1e-4, 1).Pow(power);
        }

        return x;
    }

    private static Tensor Blurred(Tensor x, Tensor share)
    {
        float[] kernel = [1 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 4 / 16f, 2 / 16f, 1 / 16f, 2 / 16f, 1 / 16f];
        long channels = x.Size(1);
        Tensor weight = Tensor.From(kernel, 1, 1, 3, 3).To(x.Device).Expand(channels, 1, 3, 3).Contiguous();
        Tensor padded = RepeatBorder.Call(x, (long[])[1, 1, 1, 1]); // zeros would darken the border
        Tensor soft = Convolution.Call(padded, weight, OperatorArgument.None, (long[])[1, 1], (long[])[0, 0], (long[])[1, 1], channels);
        return x + ((soft - x) * share);
    }

    // The rectangle becomes the mean intensity, which is 0 after normalisation.
    private Tensor Erased(Tensor x, ReadOnlySpan<float> draws, int count, Device device)
    {
        Tensor boxes = Tensor.Empty([count, 4, 1, 1]); // left, top, right, bottom in pixels
        Span<float> bounds = boxes.Span<float>();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> draw = draws.Slice(i * DrawsPerImage, DrawsPerImage);
            double side = draw[9] < options.ErasingProbability ? options.ErasingSide * size : 0;
            double width = side * (0.25 + (0.75 * draw[10]));
            double height = side * (0.25 + (0.75 * (1 - draw[10])));
            Span<float> row = bounds.Slice(i * 4, 4);
            row[0] = (float)(draw[11] * (size - width));
            row[1] = (float)(draw[12] * (size - height));
            row[2] = (float)(row[0] + width);
            row[3] = (float)(row[1] + height);
        }

        Tensor box = boxes.To(device);
        Tensor pixel = Tensor.Arange(0, size, ScalarType.Float32, device) + 0.5;
        Tensor column = pixel.Reshape(1, 1, size);
        Tensor row0 = pixel.Reshape(1, size, 1);
        Tensor horizontal = column.GreaterOrEqual(box.Select(1, 0)).And(column.LessThan(box.Select(1, 2))); // [N, 1, P]
        Tensor vertical = row0.GreaterOrEqual(box.Select(1, 1)).And(row0.LessThan(box.Select(1, 3))); // [N, P, 1]
        return x.MaskedFill(horizontal.And(vertical).Unsqueeze(1), 0);
    }

    // center ± range, one value an image, [N, 1, 1, 1].
    private static Tensor PerImage(ReadOnlySpan<float> draws, int count, int column, double center, double range, Device device)
    {
        Tensor result = Tensor.Empty([count, 1, 1, 1]);
        Span<float> values = result.Span<float>();
        for (int i = 0; i < count; i++)
        {
            values[i] = (float)(center + (Spread(draws[(i * DrawsPerImage) + column]) * range));
        }

        return result.To(device);
    }

    private static double Spread(float draw) => (2 * draw) - 1;
}
