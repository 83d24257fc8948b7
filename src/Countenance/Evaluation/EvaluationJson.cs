using System.Text.Json;
using System.Text.Json.Serialization;

namespace Countenance.Evaluation;

/// <summary>
/// The stable JSON of <c>evaluate --json</c>: the names of <see cref="EvaluationReport"/> in camel case, in its order, on one line. Parts
/// that were not run are left out, not null.
/// </summary>
public static class EvaluationJson
{
    /// <summary>The report as JSON.</summary>
    public static string Serialize(EvaluationReport report) =>
        JsonSerializer.Serialize(report, EvaluationJsonContext.Default.EvaluationReport);

    /// <summary>Writes the report to a stream as UTF-8; the stream stays open and is the caller's.</summary>
    public static void Write(EvaluationReport report, Stream stream) =>
        JsonSerializer.Serialize(stream, report, EvaluationJsonContext.Default.EvaluationReport);

    /// <summary>Reads a report that <see cref="Serialize"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not such a report.</exception>
    public static EvaluationReport Deserialize(string json) =>
        JsonSerializer.Deserialize(json, EvaluationJsonContext.Default.EvaluationReport)
        ?? throw new JsonException("The report must be a JSON object. Got null.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EvaluationReport))]
internal sealed partial class EvaluationJsonContext : JsonSerializerContext;
