using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;

namespace Countenance.Tests.Models;

/// <summary>
/// What PyTorch's definition of a backbone gives with the weights that <c>Golden/Models/golden_networks.py</c> describes, and those
/// weights.
/// </summary>
internal sealed record GoldenNetwork(
    string Architecture,
    ModelHead Head,
    int Channels,
    int ImageSize,
    int Outputs,
    Dictionary<string, long[]> State,
    Dictionary<string, GoldenNetwork.Digest> Activations,
    double[] Evaluated,
    double[] Trained,
    double Loss,
    Dictionary<string, GoldenNetwork.Digest> Gradients,
    Dictionary<string, GoldenNetwork.Digest> Buffers)
{
    /// <summary>The seed of the generator at the start of the pass in training.</summary>
    public const ulong Seed = 7;

    private const int Batch = 3;
    private const int ImageKey = 1000;
    private const int LossKey = 1001;

    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter() }, RespectRequiredConstructorParameters = true };

    public static IReadOnlyList<GoldenNetwork> All { get; } = [.. Read("resnet18.json"), .. Read("backbones.json")];

    public string Name => $"{Architecture}, {Head}";

    public NetworkShape Shape => new(Channels, ImageSize, Outputs, Head);

    /// <summary>The input, float64 [3, C, P, P].</summary>
    public Tensor Image() => Pattern([Batch, Channels, ImageSize, ImageSize], ImageKey, 1);

    /// <summary>The loss of outputs.</summary>
    public static Tensor LossOf(Tensor outputs) => (outputs * Pattern(outputs.Shape, LossKey, 1)).Sum();

    /// <summary>Gives a network the golden weights, rounded to its own type.</summary>
    public static void Fill(Module network)
    {
        using var mode = Autograd.NoGrad();
        int key = 0;
        foreach ((string name, Tensor tensor) in network.StateDict())
        {
            using var scope = new TensorScope();
            if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                tensor.CopyInPlace(Weights(name, tensor.Shape, key));
            }

            key++;
        }
    }

    private static Tensor Weights(string name, long[] shape, int key)
        => name.EndsWith("running_var", StringComparison.Ordinal) ? Pattern(shape, key, 0.3, 1)
            : shape.Length > 1 ? Pattern(shape, key, Math.Sqrt(6.0 / shape[1..].Aggregate(1L, (product, size) => product * size)))
            : name.EndsWith("weight", StringComparison.Ordinal) ? Pattern(shape, key, 0.2, 1)
            : Pattern(shape, key, 0.1);

    private static Tensor Pattern(long[] shape, int key, double scale, double offset = 0)
    {
        var values = new double[shape.Aggregate(1L, (product, size) => product * size)];
        ulong start = ((ulong)key << 32) + 1;
        for (int j = 0; j < values.Length; j++)
        {
            ulong z = (start + (ulong)j) * 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[j] = offset + (scale * (((z >> 11) * Math.ScaleB(1, -52)) - 1));
        }

        return Tensor.From(values, shape);
    }

    private static GoldenNetwork[] Read(string file)
        => JsonSerializer.Deserialize<GoldenNetwork[]>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Models", file)), Json)!;

    /// <summary>A tensor's norm and first elements.</summary>
    internal sealed record Digest(double Norm, double[] First)
    {
        public void AssertOf(double[] actual, string name)
        {
            const double tolerance = 1e-9;
            double norm = Math.Sqrt(actual.Sum(value => value * value));
            Assert.True(Math.Abs(norm - Norm) <= tolerance * Norm, $"{name}: expected the norm {Norm:R}, got {norm:R}");
            double typical = Math.Max(Norm / Math.Sqrt(actual.Length), First.Max(Math.Abs));
            Assert.All(First.Zip(actual), pair => Assert.True(
                Math.Abs(pair.First - pair.Second) <= tolerance * typical, $"{name}: expected {pair.First:R}, got {pair.Second:R}"));
        }
    }
}
