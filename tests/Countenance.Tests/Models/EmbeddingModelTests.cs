using Countenance.Datasets;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Vision;

namespace Countenance.Tests.Models;

public sealed class EmbeddingModelTests : IDisposable
{
    private readonly EmbeddingModel model = SmallModel.Create();

    public void Dispose() => model.Dispose();

    [Fact]
    public void A_row_is_the_network_s_output_for_that_image_over_several_batches()
    {
        using var scope = new TensorScope();
        using ImageDataset dataset = SmallModel.Faces(300); // two batches of 128, and a third

        EmbeddingMatrix embeddings = model.Rows(dataset);

        Assert.Equal((300, 6), (embeddings.Count, embeddings.Dimension));
        foreach (int index in (int[])[0, 127, 128, 299])
        {
            using var mode = Autograd.NoGrad();
            Tensor image = Tensor.From(dataset.Pixels(index), 1, 1, 16, 16);
            AssertClose(model.Network.Forward(model.Prepare(image)).ToArray<float>(), embeddings[index].ToArray());
        }

        Assert.NotEqual(embeddings[0].ToArray(), embeddings[1].ToArray());
    }

    [Fact]
    public void Chosen_images_are_rows_of_the_whole_in_the_order_asked_for()
    {
        using ImageDataset dataset = SmallModel.Faces(40);
        int[] indices = [39, 3, 3, 17, 0];
        EmbeddingMatrix whole = model.Rows(dataset);

        EmbeddingMatrix chosen = model.Rows(dataset, indices);

        Assert.Equal(5, chosen.Count);
        for (int i = 0; i < indices.Length; i++)
        {
            AssertClose(whole[indices[i]].ToArray(), chosen[i].ToArray());
        }

        Assert.Equal(0, model.Rows(dataset, []).Count);
    }

    [Fact]
    public void With_mirrored_views_a_row_is_the_mean_over_the_image_and_its_mirror_image()
    {
        using var scope = new TensorScope();
        using ImageDataset dataset = SmallModel.Faces(3);
        using var both = new EmbeddingModel(model.Card with { MirroredViews = true }, model.Network);
        float[] plain = model.Rows(dataset)[1].ToArray();
        byte[] mirrored = dataset.Pixels(1).ToArray();
        for (int row = 0; row < mirrored.Length; row += dataset.Width)
        {
            mirrored.AsSpan(row, dataset.Width).Reverse();
        }

        using var mode = Autograd.NoGrad();
        float[] other = model.Network.Forward(model.Prepare(Tensor.From(mirrored, 1, 1, 16, 16))).ToArray<float>();
        float[] found = both.Rows(dataset)[1].ToArray();

        Assert.NotEqual(plain, other);
        AssertClose([.. plain.Zip(other, (a, b) => (a + b) / 2)], found);
    }

    [Fact]
    public void In_8_bits_embeddings_keep_their_places_once_the_ranges_are_known()
    {
        using ImageDataset dataset = SmallModel.Faces(120);
        EmbeddingMatrix full = model.Rows(dataset);
        Assert.Contains("export", Assert.Throws<CountenanceException>(
            () => model.Rows(dataset, [0], ComputePrecision.EightBit)).Message);

        IReadOnlyList<ActivationRange>? ranges = model.MeasureRanges(
            dataset, [.. Enumerable.Range(0, 100)], TestContext.Current.CancellationToken);
        using var prepared = new EmbeddingModel(model.Card, model.Network, activationRanges: ranges);
        EmbeddingMatrix found = prepared.Rows(dataset, precision: ComputePrecision.EightBit);

        Assert.Equal(20, ranges!.Count); // convolutions of ResNet18
        Assert.NotEqual(full.Values, found.Values);
        double error = full.Values.Zip(found.Values, (x, y) => (double)(x - y) * (x - y)).Average();
        double mean = full.Values.Average();
        double spread = full.Values.Average(x => (x - mean) * (x - mean));
        Assert.InRange(error / spread, 0, 0.01);
        Assert.Equal(full.Values, model.Rows(dataset).Values); // and back
    }

    [Fact]
    public void Networks_without_an_8_bit_form_say_so()
    {
        using var generator = new RandomGenerator(1);
        var network = new FmpNet(new(1, 16, 6, ModelHead.Embedding), generator);
        network.Train(false);
        using var other = new EmbeddingModel(model.Card with { Architecture = "fmpnet" }, network);
        using ImageDataset dataset = SmallModel.Faces(2);

        Assert.Null(other.MeasureRanges(dataset, [0, 1], TestContext.Current.CancellationToken));
        Assert.Contains("fmpnet has no such form", Assert.Throws<CountenanceException>(
            () => other.Rows(dataset, null, ComputePrecision.EightBit)).Message);
    }

    [Fact]
    public void Images_of_another_size_are_resized_and_normalised()
    {
        using var scope = new TensorScope();
        using ImageDataset dataset = SmallModel.Faces(4, size: 32);
        Tensor images = Tensor.From(Enumerable.Range(0, 4).SelectMany(i => dataset.Pixels(i).ToArray()).ToArray(), 4, 1, 32, 32);

        Tensor input = model.Prepare(images);

        Assert.Equal([4, 1, 16, 16], input.Shape);
        byte[] first = dataset.Pixels(0).ToArray();
        double[] weights = [3 / 7.0, 3 / 7.0, 1 / 7.0]; // of a triangle four pixels wide, cut at the border
        double corner = Enumerable.Range(0, 9).Sum(i => weights[i / 3] * weights[i % 3] * first[(i / 3 * 32) + (i % 3)]);
        Assert.Equal(((corner / 255) - 0.45) / 0.22, input.ToArray<float>()[0], 1e-5);
        using var mode = Autograd.NoGrad();
        AssertClose(model.Network.Forward(input).ToArray<float>(), model.Rows(dataset).Values);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(37)]
    [InlineData(112)]
    [InlineData(256)]
    public void A_fine_checker_pattern_shrinks_to_even_grey(int side)
    {
        using var scope = new TensorScope();
        byte[] checker = [.. Enumerable.Range(0, side * side).Select(i => (byte)((i + (i / side * (side + 1))) % 2 * 255))];

        float[] input = model.Prepare(Tensor.From(checker, 1, 1, side, side)).ToArray<float>();

        Assert.Equal(16 * 16, input.Length);
        Assert.All(input, value => Assert.Equal(0.5, (value * 0.22) + 0.45, 0.05));
    }

    [Theory]
    [InlineData(8, 12)]
    [InlineData(12, 12)]
    [InlineData(12, 16)]
    public void Images_are_enlarged_as_bilinear_resizing_enlarges_them(int height, int width)
    {
        using var scope = new TensorScope();
        var pixels = new byte[height * width];
        new Random(1).NextBytes(pixels);
        Tensor images = Tensor.From(pixels, 1, 1, height, width);
        Tensor enlarged = new Operator("aten::upsample_bilinear2d").Call(
            images.To(ScalarType.Float32), (long[])[16, 16], false, OperatorArgument.None, OperatorArgument.None);

        float[] expected = model.Card.Normalization.Apply(enlarged * (1.0 / 255)).ToArray<float>();

        Assert.Equal(expected, model.Prepare(images).ToArray<float>());
    }

    [Fact]
    public void Of_two_sides_the_longer_shrinks_and_the_shorter_grows()
    {
        using var scope = new TensorScope();
        byte[] stripes = [.. Enumerable.Range(0, 8 * 40).Select(i => (byte)(i % 2 * 255))];

        float[] input = model.Prepare(Tensor.From(stripes, 1, 1, 8, 40)).ToArray<float>();

        Assert.All(input, value => Assert.Equal(0.5, (value * 0.22) + 0.45, 0.05));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Pictures_of_any_shapes_are_embedded_as_in_data_sets_of_their_own(int channels)
    {
        using EmbeddingModel own = SmallModel.Create(channels);
        var random = new Random(4);
        (int Width, int Height)[] shapes = [(40, 30), (30, 40), (16, 16), (9, 12)];
        Image[] pictures = [.. shapes.Select(shape => new Image(
            shape.Width, shape.Height, channels, [.. Enumerable.Range(0, shape.Width * shape.Height * channels).Select(_ => (byte)random.Next(256))]))];

        EmbeddingMatrix together = own.Embed(pictures, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(pictures.Length, together.Count);
        for (int i = 0; i < pictures.Length; i++)
        {
            byte[] planes = new byte[pictures[i].Pixels.Length];
            DatasetImages.CopyPlanes(pictures[i], planes);
            using var alone = ImageDataset.FromPixels(
                new DatasetIdentity("one", "all", DatasetRequest.Majority, own.Card.Classes),
                new DatasetLabels(["one"], [0]),
                planes,
                channels,
                pictures[i].Height,
                pictures[i].Width);
            AssertClose(own.Rows(alone).Values, together[i].ToArray());
        }
    }

    [Fact]
    public void Images_with_another_number_of_channels_are_refused()
    {
        using ImageDataset dataset = SmallModel.Faces(4, colour: true);

        var error = Assert.Throws<ArgumentException>(() => model.Rows(dataset));

        Assert.Contains("must have 1 channels. Got 3", error.Message, StringComparison.Ordinal);
        Image[] mixed = [new Image(8, 8, 1, new byte[64]), new Image(8, 8, 3, new byte[192])];
        error = Assert.Throws<ArgumentException>(() => model.Embed(mixed, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("must have 1 channels. Got 3", error.Message, StringComparison.Ordinal);
        using EmbeddingModel colour = SmallModel.Create(channels: 3);
        Assert.Equal(4, colour.Rows(dataset).Count);
    }

    [Fact]
    public void BFloat16_is_close_to_single_precision_and_the_same_without_instructions_for_it()
    {
        using ImageDataset dataset = SmallModel.Faces(16, size: 32);

        float[] full = model.Rows(dataset).Values;
        float[] half = model.Rows(dataset, null, ComputePrecision.BFloat16).Values;

        double scale = full.Max(Math.Abs);
        Assert.Equal(TorchRuntime.HasProductsInBFloat16, !full.SequenceEqual(half));
        Assert.All(full.Zip(half), pair => Assert.Equal(pair.First / scale, pair.Second / scale, 0.05));
    }

    [Fact]
    public void Progress_counts_images_and_cancelling_stops_between_batches()
    {
        using ImageDataset dataset = SmallModel.Faces(300);
        using var cancellation = new CancellationTokenSource();
        var counts = new Counts();
        model.Network.Train();

        model.Embed(dataset, progress: counts, cancellation: cancellation.Token);
        Assert.Equal([128, 256, 300], counts.Values);
        Assert.True(model.Network.IsTraining);

        counts.Reported = cancellation.Cancel;
        Assert.Throws<OperationCanceledException>(() => model.Embed(dataset, progress: counts, cancellation: cancellation.Token));
        Assert.Equal([128, 256, 300, 128], counts.Values);
        Assert.True(model.Network.IsTraining);
    }

    [Theory]
    [InlineData("fp32", ComputePrecision.Full)]
    [InlineData("bf16", ComputePrecision.BFloat16)]
    [InlineData("tf32", ComputePrecision.TensorFloat32)]
    [InlineData("int8", ComputePrecision.EightBit)]
    public void Precisions_have_names(string name, ComputePrecision precision)
    {
        Assert.Equal(precision, ComputePrecisionExtensions.Parse(name));
        Assert.Contains(name, ComputePrecisionExtensions.Names);
        var error = Assert.Throws<ArgumentException>(() => ComputePrecisionExtensions.Parse(name + "x"));
        Assert.Contains($"fp32, bf16, tf32, int8. Got {name}x", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ComputePrecision.Full, true)]
    [InlineData(ComputePrecision.BFloat16, false)]
    [InlineData(ComputePrecision.TensorFloat32, true)]
    [InlineData(ComputePrecision.EightBit, true)]
    public void BFloat16_gives_way_to_single_precision_where_the_processor_is_slow_in_it(ComputePrecision precision, bool isEverywhere)
    {
        Assert.Equal(isEverywhere || TorchRuntime.HasProductsInBFloat16 ? precision : ComputePrecision.Full, precision.On(Device.Cpu));
        Assert.Equal(precision, precision.On(Device.Cuda));
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First / scale, pair.Second / scale, 1e-4));
    }

    private sealed class Counts : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public Action? Reported { get; set; }

        public void Report(int value)
        {
            Values.Add(value);
            Reported?.Invoke();
        }
    }
}
