using System.Text.Json;
using Countenance.Losses;
using Countenance.Torch;

namespace Countenance.Tests.Losses;

/// <summary>A case of <c>Golden/Losses/losses.json</c>.</summary>
internal sealed record LossGolden(
    string Name,
    int Classes,
    int Dimension,
    double Sigma,
    double[]? Priors,
    bool LeaveOneOut,
    double Likelihood,
    double[] EmbeddingValues,
    long[] Labels,
    double[]? Targets,
    double Loss,
    double[] Gradient)
{
    public static IReadOnlyList<LossGolden> All { get; } = Read();

    public Tensor Embeddings() => Tensor.From(EmbeddingValues, Labels.Length, Dimension);

    public BatchLabels BatchLabels() => new(
        Tensor.From(Labels, Labels.Length),
        Targets is null ? null : Tensor.From(Targets, Labels.Length, Classes),
        Classes);

    public StructuredGaussianOptions Options()
        => new() { Sigma = Sigma, Priors = Priors, LeaveOneOut = LeaveOneOut, LikelihoodWeight = Likelihood };

    private static List<LossGolden> Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "Losses", "losses.json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        return [.. document.RootElement.EnumerateArray().Select(FromJson)];
    }

    private static LossGolden FromJson(JsonElement element) => new(
        element.GetProperty("name").GetString()!,
        element.GetProperty("classes").GetInt32(),
        element.GetProperty("dimension").GetInt32(),
        element.GetProperty("sigma").GetDouble(),
        Numbers(element.GetProperty("priors")),
        element.GetProperty("leaveOneOut").GetBoolean(),
        element.GetProperty("likelihood").GetDouble(),
        Numbers(element.GetProperty("embeddings"))!,
        [.. element.GetProperty("labels").EnumerateArray().Select(label => label.GetInt64())],
        Numbers(element.GetProperty("targets")),
        element.GetProperty("loss").GetDouble(),
        Numbers(element.GetProperty("gradient"))!);

    private static double[]? Numbers(JsonElement element)
        => element.ValueKind == JsonValueKind.Null ? null : [.. element.EnumerateArray().Select(number => number.GetDouble())];
}
