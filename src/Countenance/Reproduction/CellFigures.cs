using System.Text.Json.Serialization;
using Countenance.Evaluation;
using Countenance.Reporting;

namespace Countenance.Reproduction;

/// <summary>What was measured of a run on a split; kept beside the run.</summary>
/// <param name="Report">The figures.</param>
/// <param name="F1ByK">kNN scores against the number of neighbours.</param>
public sealed record CellFigures(EvaluationReport Report, IReadOnlyList<NeighbourCountScore> F1ByK);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CellFigures))]
internal sealed partial class ReproductionJson : JsonSerializerContext;
