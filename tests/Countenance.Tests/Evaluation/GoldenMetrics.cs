using System.Text.Json;

namespace Countenance.Tests.Evaluation;

/// <summary>scikit-learn's and scipy's answers; Golden/Evaluation/make_metrics.py wrote them.</summary>
internal static class GoldenMetrics
{
    private static readonly JsonElement Root = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "Evaluation", "metrics.json"))).RootElement;

    public static JsonElement Part(string name) => Root.GetProperty(name);

    public static int[] Ints(this JsonElement part, string name) =>
        [.. part.GetProperty(name).EnumerateArray().Select(static value => value.GetInt32())];

    public static double[] Doubles(this JsonElement part, string name) =>
        [.. part.GetProperty(name).EnumerateArray().Select(static value => value.GetDouble())];

    public static double Number(this JsonElement part, string name) => part.GetProperty(name).GetDouble();

    public static EmbeddingMatrix Matrix(this JsonElement part, string name) =>
        new([.. part.Doubles(name).Select(static value => (float)value)], part.GetProperty("dimension").GetInt32());
}
