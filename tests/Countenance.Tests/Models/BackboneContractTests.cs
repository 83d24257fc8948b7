using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Models;

/// <summary>What every backbone of the registry must do.</summary>
public sealed class BackboneContractTests(Backbones backbones) : IClassFixture<Backbones>
{
    [Theory]
    [MemberData(nameof(Backbones.WithHeads), MemberType = typeof(Backbones))]
    public void An_image_gives_the_same_outputs_again_alone_and_in_a_batch(string name, ModelHead head)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        NetworkShape shape = Backbones.Shape(name, head);
        Module network = backbones.Get(name, head, training: false);
        Tensor images = backbones.Images(5, shape);
        float[] before = images.ToArray<float>();

        Tensor together = network.Forward(images);
        float[] again = network.Forward(images).ToArray<float>();
        float[] alone = network.Forward(images.Slice(0, 2, 3)).ToArray<float>();
        Tensor elsewhere = Tensor.Concatenate([backbones.Images(2, shape), images.Slice(0, 2, 3)]);
        float[] others = network.Forward(elsewhere).ToArray<float>()[^alone.Length..];

        Assert.Equal([5, shape.Outputs], together.Shape);
        Assert.Equal(before, images.ToArray<float>());
        Assert.Equal(together.ToArray<float>(), again);
        float[] expected = together.Slice(0, 2, 3).ToArray<float>();
        AssertClose(expected, alone, 1e-5);
        AssertClose(expected, others, 1e-5);
        Assert.NotEqual(expected, together.Slice(0, 3, 4).ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Backbones.WithHeads), MemberType = typeof(Backbones))]
    public void A_gradient_reaches_every_parameter_in_either_precision(string name, ModelHead head)
    {
        Module network = backbones.Get(name, head, training: true);
        (string Name, Tensor Tensor)[] parameters = [.. network.NamedParameters()];
        foreach (ComputePrecision precision in Enum.GetValues<ComputePrecision>())
        {
            using var scope = new TensorScope();
            Tensor images = backbones.Images(8, Backbones.Shape(name, head));

            Tensor outputs = precision.Run(Device.Cpu, () => network.Forward(images)).To(ScalarType.Float32);
            Tensor loss = (outputs * Tensor.Randn(outputs.Shape, backbones.Generator)).Sum();
            Tensor?[] gradients = Autograd.Gradients(loss, [.. parameters.Select(entry => entry.Tensor)]);

            Assert.True(outputs.IsFinite());
            Assert.All(gradients.Zip(parameters), pair =>
            {
                Assert.True(pair.First?.IsFinite(), $"{pair.Second.Name}, {precision}");
                Assert.True(pair.First!.Square().Sum().Item() > 0, $"{pair.Second.Name}, {precision}: no gradient");
                Assert.Equal(ScalarType.Float32, pair.First.ScalarType);
            });
        }
    }

    [Theory]
    [MemberData(nameof(Backbones.WithHeads), MemberType = typeof(Backbones))]
    public void BFloat16_is_near_single_precision(string name, ModelHead head)
    {
        using var scope = new TensorScope();
        Module network = backbones.Get(name, head, training: false); // made outside the mode: what is made inside it cannot be trained
        using var mode = Autograd.InferenceMode();
        Tensor images = backbones.Images(4, Backbones.Shape(name, head));

        float[] full = network.Forward(images).ToArray<float>();
        float[] half = ComputePrecision.BFloat16.Run(Device.Cpu, () => network.Forward(images)).To(ScalarType.Float32).ToArray<float>();

        Assert.Equal(TorchRuntime.HasProductsInBFloat16, !full.SequenceEqual(half));
        AssertClose(full, half, 0.05);
    }

    [Theory]
    [MemberData(nameof(Backbones.Names), MemberType = typeof(Backbones))]
    public void A_model_file_brings_weights_and_head_back(string name)
    {
        const ModelHead head = ModelHead.Classifier; // files without a head are embeddings; ModelFileTests has those
        using var folder = new TemporaryFolder();
        using var scope = new TensorScope();
        NetworkShape shape = Backbones.Shape(name, head);
        Module network = backbones.Get(name, head, training: false);
        ModelCard card = SmallModel.Card(shape.Channels, shape.Outputs, shape.ImageSize) with { Architecture = name, Head = head };
        Tensor images = backbones.Images(2, shape);

        ModelFile.Save(folder["model.safetensors"], card, network.StateDict(), null);
        using EmbeddingModel loaded = ModelFile.Load(folder["model.safetensors"]);

        Assert.Equal(shape, loaded.Card.Shape);
        Assert.False(loaded.Network.IsTraining);
        AssertSameState(network, loaded.Network);
        using var mode = Autograd.NoGrad();
        Assert.Equal(network.Forward(images).ToArray<float>(), loaded.Network.Forward(images).ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Backbones.Names), MemberType = typeof(Backbones))]
    public void The_seed_decides_first_weights_and_the_draws_of_training(string name)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        using var first = new RandomGenerator(11);
        using var second = new RandomGenerator(11);
        NetworkShape shape = Backbones.Shape(name, ModelHead.Classifier);
        Tensor images = backbones.Images(4, shape);
        using Module network = ModelArchitectures.Find(name).Build(shape, first);
        using Module same = ModelArchitectures.Find(name).Build(shape, second);

        Assert.True(network.IsTraining);
        AssertSameState(network, same);
        Assert.Equal(network.Forward(images).ToArray<float>(), same.Forward(images).ToArray<float>());
        Tensor other = backbones.Get(name, ModelHead.Classifier, training: true).NamedParameters().First().Tensor; // another seed's
        Assert.NotEqual(network.NamedParameters().First().Tensor.ToArray<float>(), other.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Backbones.Names), MemberType = typeof(Backbones))]
    public void Activations_of_the_first_weights_neither_fade_nor_explode(string name)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        Module network = backbones.Get(name, ModelHead.Embedding, training: true);

        float[] outputs = network.Forward(backbones.Images(32, Backbones.Shape(name, ModelHead.Embedding))).ToArray<float>();

        Assert.InRange(Math.Sqrt(outputs.Average(value => value * value)), 0.1, 10);
    }

    [Fact]
    public void FmpNet_places_its_windows_anew_in_training()
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        Module network = backbones.Get("fmpnet", ModelHead.Embedding, training: true);
        network.WithoutDropout();
        Tensor images = backbones.Images(4, Backbones.Shape("fmpnet", ModelHead.Embedding));

        float[] first = network.Forward(images).ToArray<float>();
        float[] second = network.Forward(images).ToArray<float>();

        Assert.NotEqual(first, second);
    }

    private static void AssertSameState(Module expected, Module actual)
    {
        Assert.Equal(expected.StateDict().Select(entry => entry.Name), actual.StateDict().Select(entry => entry.Name));
        foreach (((string name, Tensor tensor), (_, Tensor other)) in expected.StateDict().Zip(actual.StateDict()))
        {
            using var scope = new TensorScope();
            Assert.Equal(tensor.Shape, other.Shape);
            Assert.True((tensor - other).Abs().Max().Item() == 0, name);
        }
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First / scale, pair.Second / scale, tolerance));
    }
}
