using System.Text.Json;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

/// <summary>scikit-learn's map of a small data set and all that belongs to it; Golden/Projection/make_golden.py wrote it.</summary>
internal static class GoldenMap
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Projection", "tsne.json"))).RootElement;

    public static EmbeddingMatrix Embeddings { get; } = Root.Matrix("embeddings");

    public static int[] Labels { get; } = Root.Ints("labels");

    public static EmbeddingMatrix Points { get; } = new([.. Root.Doubles("points").Select(static value => (float)value)], 2);

    public static double Perplexity { get; } = Root.Number("perplexity");

    public static double KlDivergence { get; } = Root.Number("klDivergence");

    public static double[] Directions { get; } = Root.Doubles("directions");

    public static double[] Variances { get; } = Root.Doubles("variances");

    public static double TotalVariance { get; } = Root.Number("totalVariance");

    /// <summary>Some rows of the exact joint probabilities.</summary>
    public static IEnumerable<(int Row, double[] Values)> Joint { get; } = Root.Ints("jointRows").Zip(
        Root.GetProperty("joint").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()));

    public static double Trustworthiness(int k) => Root.GetProperty("trustworthiness").GetProperty($"{k}").GetDouble();

    public static double Preservation(int k) => Root.GetProperty("preservation").GetProperty($"{k}").GetDouble();
}
