using System.Text.Json;

namespace Countenance.Torch.Tests.Nn;

/// <summary><c>Golden/Nn/nn.json</c>: what PyTorch's layers give for inputs and weights made by <see cref="Pattern"/>.</summary>
internal sealed record NnGolden(string[] StateNames, string[] ParameterNames, string[] BufferNames, NnGolden.Case[] Cases)
{
    public static NnGolden File { get; } = Read();

    private static NnGolden Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "Nn", "nn.json");
        return JsonSerializer.Deserialize<NnGolden>(System.IO.File.ReadAllText(path), JsonSerializerOptions.Web)!;
    }

    /// <summary>One layer: <c>Batches</c> forward passes, of which the last is recorded.</summary>
    internal sealed record Case(
        string Name,
        long[] InputShape,
        bool Training,
        int Batches,
        long[] OutputShape,
        double[] Output,
        double[] InputGradient,
        Dictionary<string, double[]> Gradients,
        Dictionary<string, double[]> Buffers);
}
