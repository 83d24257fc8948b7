using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests.Nn;

/// <summary>Outputs, gradients and running statistics of every layer against PyTorch's, in double precision.</summary>
public class LayerGoldenTests
{
    private static readonly Dictionary<string, Func<RandomGenerator, Module>> Layers = new()
    {
        ["conv"] = generator => new Conv2d(2, 3, new Conv2dOptions(3), generator),
        ["conv strided and padded, no bias"] =
            generator => new Conv2d(3, 2, new Conv2dOptions(3, Stride: 2, Padding: 1, Bias: false), generator),
        ["conv of one pixel"] = generator => new Conv2d(3, 2, new Conv2dOptions(1, Stride: 2), generator),
        ["linear"] = generator => new Linear(4, 3, generator),
        ["linear over the last of three dimensions"] = generator => new Linear(4, 3, generator),
        ["batch norm in training"] = _ => new BatchNorm2d(3),
        ["batch norm in evaluation"] = _ => new BatchNorm2d(3),
        ["batch norm, other constants"] = _ => new BatchNorm2d(2, momentum: 0.5, epsilon: 0.1),
        ["max pool"] = _ => new MaxPool2d(3, stride: 2, padding: 1),
        ["global average pool"] = _ => new GlobalAveragePool2d(),
        ["adaptive average pool"] = _ => new AdaptiveAveragePool2d(3),
        ["adaptive average pool of a smaller image"] = _ => new AdaptiveAveragePool2d(3),
        ["conv, then ReLU"] = generator => new Sequential(new Conv2d(2, 3, new Conv2dOptions(3), generator), new Relu()),
        ["fractional max pool in evaluation"] = generator => new FractionalMaxPool2d(2, 0.7, generator),
    };

    public static TheoryData<string> Names => [.. NnGolden.File.Cases.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_gives_what_pytorch_gives(string name)
    {
        NnGolden.Case golden = NnGolden.File.Cases.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using Module layer = Layers[name](generator);
        Pattern.Fill(layer);
        layer.Train(golden.Training);

        (Tensor input, Tensor output) = Forward(layer, golden);

        Assert.Equal(golden.OutputShape, output.Shape);
        Pattern.AssertClose(golden.Output, output);
        CheckGradients(layer, golden, input, output);
        Assert.Equal(golden.Buffers.Keys, layer.NamedBuffers().Select(buffer => buffer.Name));
        foreach ((string buffer, Tensor tensor) in layer.NamedBuffers())
        {
            Pattern.AssertClose(golden.Buffers[buffer], tensor.To(ScalarType.Float64));
        }
    }

    [Fact]
    public void Every_layer_has_a_golden_case()
        => Assert.Equal(Layers.Keys.Order(), NnGolden.File.Cases.Select(golden => golden.Name).Order());

    [Theory]
    [InlineData("conv")]
    [InlineData("conv strided and padded, no bias")]
    [InlineData("batch norm in training")]
    [InlineData("max pool")]
    [InlineData("adaptive average pool")]
    [InlineData("conv, then ReLU")]
    public void A_channels_last_image_gives_the_same_and_stays_channels_last(string name)
    {
        NnGolden.Case golden = NnGolden.File.Cases.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using Module layer = Layers[name](generator);
        Pattern.Fill(layer);

        (Tensor input, Tensor output) = Forward(layer, golden, MemoryFormat.ChannelsLast);

        Assert.Equal(1, output.Strides[1]);
        Pattern.AssertClose(golden.Output, output);
        CheckGradients(layer, golden, input, output);
    }

    private static (Tensor Input, Tensor Output) Forward(
        Module layer, NnGolden.Case golden, MemoryFormat format = MemoryFormat.Contiguous)
    {
        for (int batch = 0; ; batch++)
        {
            Tensor input = Pattern.Of(golden.InputShape, 0.25 + batch).Contiguous(format).RequireGrad();
            Tensor output = layer.Forward(input);
            if (batch == golden.Batches - 1)
            {
                return (input, output);
            }
        }
    }

    private static void CheckGradients(Module layer, NnGolden.Case golden, Tensor input, Tensor output)
    {
        (string Name, Tensor Tensor)[] parameters = [.. layer.NamedParameters()];
        Tensor loss = (output * Pattern.Of(output.Shape, 0.5)).Sum();
        Tensor?[] gradients = Autograd.Gradients(loss, [input, .. parameters.Select(parameter => parameter.Tensor)]);
        Pattern.AssertClose(golden.InputGradient, gradients[0]!);
        Assert.Equal(golden.Gradients.Keys, parameters.Select(parameter => parameter.Name));
        for (int i = 0; i < parameters.Length; i++)
        {
            Pattern.AssertClose(golden.Gradients[parameters[i].Name], gradients[i + 1]!);
        }
    }
}
