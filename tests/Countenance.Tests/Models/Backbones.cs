using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Models;

/// <summary>
/// Every backbone with either head for small images, made once for all tests of a class: AlexNet alone has 57 million weights.
/// </summary>
public sealed class Backbones : IDisposable
{
    private readonly Dictionary<(string Name, ModelHead Head), Module> networks = [];

    public static TheoryData<string> Names => [.. ModelArchitectures.All.Select(architecture => architecture.Name)];

    public static TheoryData<string, ModelHead> WithHeads
    {
        get
        {
            var data = new TheoryData<string, ModelHead>();
            foreach (ModelArchitecture architecture in ModelArchitectures.All)
            {
                data.Add(architecture.Name, ModelHead.Embedding);
                data.Add(architecture.Name, ModelHead.Classifier);
            }

            return data;
        }
    }

    /// <summary>Source of the networks' weights and draws.</summary>
    public RandomGenerator Generator { get; } = new(3);

    /// <summary>A small shape that fits: an embedding of grey images, a classifier of colour.</summary>
    public static NetworkShape Shape(string name, ModelHead head)
    {
        int size = Math.Max(16, ModelArchitectures.Find(name).SmallestSize);
        return head == ModelHead.Embedding ? new(1, size, 5, head) : new(3, size, 8, head);
    }

    /// <summary>The network of that shape in training or evaluation; it stays this object's.</summary>
    public Module Get(string name, ModelHead head, bool training)
    {
        if (!networks.TryGetValue((name, head), out Module? network))
        {
            network = ModelArchitectures.Find(name).Build(Shape(name, head), Generator);
            networks.Add((name, head), network);
        }

        network.Train(training);
        return network;
    }

    /// <summary>Random images for a shape, float32 [N, C, P, P].</summary>
    public Tensor Images(int count, NetworkShape shape)
        => Tensor.Randn([count, shape.Channels, shape.ImageSize, shape.ImageSize], Generator);

    public void Dispose()
    {
        foreach (Module network in networks.Values)
        {
            network.Dispose();
        }

        Generator.Dispose();
    }
}

/// <summary>Parts of networks switched by tests.</summary>
internal static class NetworkParts
{
    /// <summary>Lets everything through the dropout layers of a network, whatever the other layers do.</summary>
    public static void WithoutDropout(this Module network)
    {
        foreach ((_, Module child) in network.NamedChildren())
        {
            child.WithoutDropout();
        }

        if (network is Dropout)
        {
            network.Train(false);
        }
    }
}
