using System.Text.Json;
using Countenance.Models;
using Countenance.Torch;

namespace Countenance.Tests.Models;

/// <summary>ResNet18 against torchvision's, both with the weights that <c>Golden/Models/make_resnet18.py</c> describes.</summary>
public class ResNet18Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void State_dict_forward_and_gradients_are_torchvisions(int number)
    {
        using JsonDocument document = Golden();
        JsonElement golden = document.RootElement[number];
        int channels = golden.GetProperty("channels").GetInt32();
        int size = golden.GetProperty("size").GetInt32();
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var model = new ResNet18(new(channels, size, 6, ModelHead.Embedding), generator);
        model.To(ScalarType.Float64);
        Fill(model);
        Tensor image = Pattern([3, channels, size, size], 0.25, 1).Contiguous(MemoryFormat.ChannelsLast);

        Assert.Equal(Texts(golden, "names"), model.StateDict().Select(entry => entry.Name));
        model.Train(false);
        AssertClose(Numbers(golden, "evaluated"), model.Forward(image).ToArray<double>());

        model.Train();
        Tensor trained = model.Forward(image);
        AssertClose(Numbers(golden, "trained"), trained.ToArray<double>());
        Tensor loss = (trained * Pattern(trained.Shape, 0.5, 1)).Sum();
        Assert.Equal(golden.GetProperty("loss").GetDouble(), loss.Item(), 1e-8);
        AssertGradients(golden.GetProperty("gradients"), model, loss);
        Tensor runningMean = model.StateDict().Single(entry => entry.Name == "layer4.1.bn2.running_mean").Tensor;
        AssertClose(Numbers(golden, "runningMean"), runningMean.ToArray<double>()[..4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void In_single_precision_forward_agrees_to_five_digits(int number)
    {
        using JsonDocument document = Golden();
        JsonElement golden = document.RootElement[number];
        int channels = golden.GetProperty("channels").GetInt32();
        int size = golden.GetProperty("size").GetInt32();
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var model = new ResNet18(new(channels, size, 6, ModelHead.Embedding), generator);
        Fill(model);
        model.Train(false);
        Tensor image = Pattern([3, channels, size, size], 0.25, 1).To(ScalarType.Float32).Contiguous(MemoryFormat.ChannelsLast);

        double[] expected = Numbers(golden, "evaluated");
        double scale = expected.Max(Math.Abs);
        float[] actual = model.Forward(image).ToArray<float>();

        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First / scale, pair.Second / scale, 1e-5));
    }

    [Fact]
    public void An_image_gives_the_same_embedding_alone_and_in_a_batch()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using var model = new ResNet18(new(1, 48, 8, ModelHead.Embedding), generator);
        model.Train(false);
        Tensor images = Tensor.Randn([5, 1, 48, 48], generator);

        float[] together = model.Forward(images).ToArray<float>();
        float[] alone = model.Forward(images.Slice(0, 2, 3)).ToArray<float>();

        Assert.All(alone.Zip(together.AsSpan(16, 8).ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    private static void AssertGradients(JsonElement expected, ResNet18 model, Tensor loss)
    {
        (string Name, Tensor Tensor)[] parameters = [.. model.NamedParameters()];
        Tensor?[] gradients = Autograd.Gradients(loss, [.. parameters.Select(entry => entry.Tensor)]);
        for (int i = 0; i < parameters.Length; i++)
        {
            JsonElement golden = expected.GetProperty(parameters[i].Name);
            double[] actual = gradients[i]!.ToArray<double>();
            double norm = golden.GetProperty("norm").GetDouble();
            Assert.Equal(1, Math.Sqrt(actual.Sum(value => value * value)) / norm, 1e-5);
            Assert.All(
                Numbers(golden, "first").Zip(actual), pair => Assert.Equal(pair.First / norm, pair.Second / norm, 1e-5));
        }
    }

    private static void Fill(ResNet18 model)
    {
        using var mode = Autograd.NoGrad();
        int k = 0;
        foreach ((string name, Tensor tensor) in model.StateDict())
        {
            if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                tensor.CopyInPlace(Weights(name, tensor.Shape, k));
            }

            k++;
        }
    }

    private static Tensor Weights(string name, long[] shape, int k)
    {
        if (name.EndsWith("running_var", StringComparison.Ordinal))
        {
            return Pattern(shape, k, 0.3, 1);
        }

        if (shape.Length > 1)
        {
            return Pattern(shape, k, Math.Sqrt(2.0 / shape[1..].Aggregate(1L, (product, size) => product * size)));
        }

        return name.EndsWith("weight", StringComparison.Ordinal) ? Pattern(shape, k, 0.2, 1) : Pattern(shape, k, 0.1);
    }

    private static Tensor Pattern(long[] shape, double phase, double scale, double offset = 0)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(j => offset + (scale * Math.Sin((0.731 * j) + phase)))];
        return Tensor.From(values, shape);
    }

    private static JsonDocument Golden()
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Models", "resnet18.json")));

    private static double[] Numbers(JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static string[] Texts(JsonElement element, string name)
        => [.. element.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private static void AssertClose(double[] expected, double[] actual)
        => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-8 * Math.Max(1, Math.Abs(pair.First))));
}
