using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Models;

/// <summary>Every backbone against an independent definition in PyTorch (torchvision's own for ResNet18), layer by layer.</summary>
public class BackboneGoldenTests
{
    public static TheoryData<string> Names => [.. GoldenNetwork.All.Select(golden => golden.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void State_dict_activations_outputs_and_gradients_are_pytorchs(string name)
    {
        GoldenNetwork golden = GoldenNetwork.All.Single(candidate => candidate.Name == name);
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(1);
        using Module network = ModelArchitectures.Find(golden.Architecture).Build(golden.Shape, generator);
        Tensor image = golden.Image().Contiguous(MemoryFormat.ChannelsLast);

        Assert.Equal(golden.State.Keys, network.StateDict().Select(entry => entry.Name));
        Assert.All(network.StateDict(), entry => Assert.Equal(golden.State[entry.Name], entry.Tensor.Shape));

        network.Train(false);
        GoldenNetwork.Fill(network);
        AssertClose(golden.Evaluated, network.Forward(image.To(ScalarType.Float32)).To(ScalarType.Float64).ToArray<double>(), 1e-5);

        network.Fold();
        AssertClose(golden.Evaluated, network.Forward(image.To(ScalarType.Float32)).To(ScalarType.Float64).ToArray<double>(), 1e-5);
        network.Unfold();

        network.To(ScalarType.Float64);
        GoldenNetwork.Fill(network);
        CheckActivations(golden, network, image);
        AssertClose(golden.Evaluated, network.Forward(image).ToArray<double>(), 1e-10);

        network.Train();
        network.WithoutDropout();
        generator.Seed(GoldenNetwork.Seed);
        CheckTraining(golden, network, image);
    }

    [Fact]
    public void Every_backbone_has_a_golden_case_with_either_head_unless_its_heads_are_alike()
    {
        string[] alike = ["alexnet, Classifier"]; // 57 million weights are filled and checked once
        IEnumerable<string> all =
            from architecture in ModelArchitectures.All
            from head in Enum.GetValues<ModelHead>()
            select $"{architecture.Name}, {head}";

        Assert.Equal(all.Except(alike).Order(), GoldenNetwork.All.Select(golden => golden.Name).Order());
    }

    private static void CheckTraining(GoldenNetwork golden, Module network, Tensor image)
    {
        Tensor trained = network.Forward(image);
        AssertClose(golden.Trained, trained.ToArray<double>(), 1e-9);
        Tensor loss = GoldenNetwork.LossOf(trained);
        Assert.Equal(golden.Loss, loss.Item(), 1e-8);

        (string Name, Tensor Tensor)[] parameters = [.. network.NamedParameters()];
        Tensor?[] gradients = Autograd.Gradients(loss, [.. parameters.Select(entry => entry.Tensor)]);
        Assert.Equal(golden.Gradients.Keys, parameters.Select(entry => entry.Name));
        for (int i = 0; i < parameters.Length; i++)
        {
            golden.Gradients[parameters[i].Name].AssertOf(gradients[i]!.ToArray<double>(), "gradient of " + parameters[i].Name);
        }

        Assert.Equal(golden.Buffers.Keys, network.NamedBuffers().Select(entry => entry.Name));
        foreach ((string name, Tensor buffer) in network.NamedBuffers())
        {
            golden.Buffers[name].AssertOf(buffer.To(ScalarType.Float64).ToArray<double>(), name);
        }
    }

    // The children of a network, and those of its Sequentials, follow each other until the first layer that needs flat input.
    private static void CheckActivations(GoldenNetwork golden, Module network, Tensor image)
    {
        var found = new List<string>();
        foreach ((string name, Module module) in network.NamedChildren())
        {
            if (!golden.Activations.Keys.Any(InsideOf(name)))
            {
                break;
            }

            image = module is Sequential ? Walk(module, image, name + ".") : Visit(module, image, name);
        }

        Assert.Equal(golden.Activations.Keys, found);

        Tensor Walk(Module sequence, Tensor x, string prefix)
            => sequence.NamedChildren().Aggregate(x, (input, child) => Visit(child.Module, input, prefix + child.Name));

        Tensor Visit(Module module, Tensor input, string name)
        {
            Tensor output = module.Forward(input);
            if (golden.Activations.TryGetValue(name, out GoldenNetwork.Digest? digest))
            {
                digest.AssertOf(output.ToArray<double>(), name); // at once: a ReLU may overwrite it
                found.Add(name);
            }

            return output;
        }

        static Func<string, bool> InsideOf(string name)
            => activation => activation == name || activation.StartsWith(name + ".", StringComparison.Ordinal);
    }

    private static void AssertClose(double[] expected, double[] actual, double tolerance)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First / scale, pair.Second / scale, tolerance));
    }
}
