using System.Globalization;
using Countenance.Album.Search;
using Countenance.Album.Storage;
using Countenance.Reporting;
using Countenance.Reporting.Sections;

namespace Countenance.Album.Summaries;

/// <summary>A summary as a contact sheet: one HTML file that needs nothing else.</summary>
public static class SummaryPage
{
    /// <summary>Composes the page.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="store">The album, for its thumbnails.</param>
    public static ReportContent Compose(AlbumSummary summary, IAlbumStore store)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(store);
        IReadOnlyList<LabelledFace> faces = summary.Index.Faces;
        var pictures = new Dictionary<int, Thumbnail>();
        SheetImage[] picks = [.. summary.Picks.Select(pick => Sheet(faces[pick.Face], pick, Picture(pick.Face)))];
        IEnumerable<ReportSection> groups = summary.Groups
            .Select(group => group.Expression)
            .Distinct(StringComparer.Ordinal)
            .Select((expression, i) => new SubgroupSection(summary, $"expression-{i + 1}", expression, Picture));
        return new ReportContent
        {
            Title = "Album by expression",
            Subtitle = string.Create(
                CultureInfo.InvariantCulture,
                $"{faces.Count} faces, {summary.Bursts.Count} moments, {summary.Groups.Count} groups"),
            Facts = [new("Album", store.Location), new("Model", summary.Index.Model.Name)],
            Sections =
            [
                new ImageSheetSection(
                    "selection",
                    "Selection",
                    "Photos that cover the album's expressions, in the order of what each adds to those before it: greedy facility "
                    + "location over the embedding. Of each moment only its best shots take part.",
                    picks),
                .. groups,
            ],
        };

        Thumbnail Picture(int face)
        {
            if (!pictures.TryGetValue(face, out Thumbnail? picture))
            {
                byte[] encoded = store.Thumbnail(faces[face].Face.Id)
                    ?? throw new AlbumException(store.Location, $"face {faces[face].Face.Id} went away while the page was composed");
                pictures[face] = picture = new Thumbnail(encoded, faces[face].Face.Path);
            }

            return picture;
        }
    }

    private static SheetImage Sheet(LabelledFace face, SummaryPick pick, Thumbnail picture) => new(
        picture,
        face.Expression,
        [Path.GetFileName(face.Face.Path), face.Face.Time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), pick.Reason]);
}
