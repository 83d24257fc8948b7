using System.Globalization;
using Countenance.Album.Search;
using Countenance.Reporting;

namespace Countenance.Album.Summaries;

/// <summary>A summary as comma-separated text, one line per face of a group.</summary>
public static class SummaryTable
{
    private static readonly string[] Columns =
    [
        "photo", "face", "left", "top", "width", "height", "taken", "expression", "confirmed", "group", "rank", "membership", "typicality",
        "sharpness", "burst", "selected", "reason",
    ];

    /// <summary>Writes the table atomically, over an earlier one if there is one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="summary">The summary.</param>
    /// <exception cref="ReportException">The file cannot be written.</exception>
    public static void Write(string path, AlbumSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        CsvTable.Write(path, Columns, Rows(summary));
    }

    // Rank counts from the medoid, 0, and is empty beyond the faces shown; "selected" is the place in the selection, from 1.
    private static IEnumerable<IReadOnlyList<string>> Rows(AlbumSummary summary)
    {
        Dictionary<int, (int Place, SummaryPick Pick)> picks =
            summary.Picks.Select((pick, i) => (Place: i + 1, Pick: pick)).ToDictionary(pair => pair.Pick.Face);
        foreach (SummaryGroup group in summary.Groups)
        {
            Dictionary<int, int> ranks = group.Top.Select((face, rank) => (face, rank)).ToDictionary(pair => pair.face, pair => pair.rank);
            foreach (int face in group.Members.OrderBy(face => ranks.GetValueOrDefault(face, int.MaxValue)).ThenBy(face => face))
            {
                bool isShown = ranks.TryGetValue(face, out int rank);
                bool isPicked = picks.TryGetValue(face, out (int Place, SummaryPick Pick) pick);
                yield return Row(
                    summary.Index.Faces[face],
                    group.Number,
                    isShown ? Text(rank) : "",
                    isShown ? Text(group.Memberships[rank]) : "",
                    summary.Bursts.Of(summary.Index.Faces[face].Face.PhotoHash) + 1,
                    isPicked ? Text(pick.Place) : "",
                    isPicked ? pick.Pick.Reason : "");
            }
        }
    }

    private static string[] Row(
        LabelledFace face, int group, string rank, string membership, int burst, string selected, string reason) =>
    [
        face.Face.Path,
        Text(face.Face.Id),
        Text(face.Face.Region.Left),
        Text(face.Face.Region.Top),
        Text(face.Face.Region.Width),
        Text(face.Face.Region.Height),
        face.Face.Taken?.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
        face.Expression,
        face.IsConfirmed ? "true" : "false",
        Text(group),
        rank,
        membership,
        Text(face.Face.Embedding.Typicality),
        Text(face.Face.Sharpness),
        Text(burst),
        selected,
        reason,
    ];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
