using System.Text.Json.Nodes;

namespace Countenance.Training;

/// <summary>What differs between the choices of two runs.</summary>
internal static class OptionDifferences
{
    /// <summary>The names of the choices that differ, as they stand in the JSON (<c>gaussian.sigma</c>).</summary>
    public static IReadOnlyList<string> Between(JsonNode? options, JsonNode? others) => [.. Different(options, others)];

    private static IEnumerable<string> Different(JsonNode? one, JsonNode? other)
        => one is JsonObject fields && other is JsonObject theirs
            ? fields.SelectMany(field => Different(field.Value, theirs[field.Key]))
            : JsonNode.DeepEquals(one, other) ? [] : [(one ?? other)!.GetPath()[2..]];
}
