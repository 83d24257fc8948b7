using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Album.Search;
using Countenance.Torch;

namespace Countenance.Album.Summaries;

/// <summary>The stable JSON of a summary; figures are fractions (0–1), places shares of the photo.</summary>
public static class SummaryJson
{
    /// <summary>The summary as JSON on one line.</summary>
    public static string Serialize(AlbumSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        int[] photos = [.. Enumerable.Range(0, summary.Bursts.Count).Select(summary.Bursts.Size)];
        var content = new SummaryContent(
            summary.Index.Faces.Count,
            photos.Sum(),
            photos.Length,
            [.. summary.Groups.Select(group => Group(summary, group))],
            [.. summary.Picks.Select(pick => Pick(summary, pick))]);
        return JsonSerializer.Serialize(content, SummaryJsonContext.Default.SummaryContent);
    }

    /// <summary>Writes the summary atomically, over an earlier one if there is one.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, AlbumSummary summary) => AtomicFile.WriteAllText(path, Serialize(summary) + "\n");

    private static GroupContent Group(AlbumSummary summary, SummaryGroup group) => new(
        group.Number,
        group.Expression,
        group.Members.Count,
        Face(summary.Index.Faces[group.Medoid]),
        [.. group.Top.Select((face, i) => new MemberContent(Face(summary.Index.Faces[face]), group.Memberships[i]))]);

    private static PickContent Pick(AlbumSummary summary, SummaryPick pick) =>
        new(Face(summary.Index.Faces[pick.Face]), pick.Group, pick.Gain, pick.Shots, pick.Reason);

    private static FaceContent Face(LabelledFace face) => new(
        face.Face.Path,
        face.Face.Id,
        [face.Face.Region.Left, face.Face.Region.Top, face.Face.Region.Width, face.Face.Region.Height],
        face.Face.Taken,
        face.Expression,
        face.IsConfirmed,
        face.Face.Embedding.Typicality,
        face.Face.Sharpness);

    internal sealed record SummaryContent(
        int Faces, int Photos, int Moments, IReadOnlyList<GroupContent> Groups, IReadOnlyList<PickContent> Selection);

    internal sealed record GroupContent(
        int Number, string Expression, int Faces, FaceContent Medoid, IReadOnlyList<MemberContent> Top);

    internal sealed record MemberContent(FaceContent Face, float Membership);

    internal sealed record PickContent(FaceContent Face, int Group, double Gain, int Shots, string Reason);

    internal sealed record FaceContent(
        string Photo,
        long Face,
        IReadOnlyList<float> Region,
        DateTime? Taken,
        string Expression,
        bool Confirmed,
        double Typicality,
        double Sharpness);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SummaryJson.SummaryContent))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;
