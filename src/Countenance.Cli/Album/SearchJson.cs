using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Album.Search;

namespace Countenance.Cli.Album;

/// <summary>The stable JSON of <c>album search --json</c>; places are shares of the photo's width and height.</summary>
internal static class SearchJson
{
    public static string Serialize(IReadOnlyList<FaceHit> hits) => JsonSerializer.Serialize(
        new SearchContent([.. hits.Select(hit => new HitContent(
            hit.Face.Face.Path,
            hit.Face.Face.Id,
            [hit.Face.Face.Region.Left, hit.Face.Face.Region.Top, hit.Face.Face.Region.Width, hit.Face.Face.Region.Height],
            hit.Face.Expression,
            hit.Face.IsConfirmed,
            hit.Face.Face.Taken,
            hit.Face.Face.Embedding.Typicality,
            hit.Distance))]),
        SearchJsonContext.Default.SearchContent);

    internal sealed record SearchContent(IReadOnlyList<HitContent> Hits);

    internal sealed record HitContent(
        string Photo,
        long Face,
        IReadOnlyList<float> Region,
        string Expression,
        bool Confirmed,
        DateTime? Taken,
        double Typicality,
        double? Distance);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SearchJson.SearchContent))]
internal sealed partial class SearchJsonContext : JsonSerializerContext;
