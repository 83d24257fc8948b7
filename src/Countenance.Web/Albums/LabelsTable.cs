using System.Globalization;
using System.Text;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>
/// What persons said, as a table of labels: columns file and label as the audit reads them, then where in the photo, or for a data set what
/// it was labelled.
/// </summary>
internal static class LabelsTable
{
    public static string Write(AlbumSnapshot now, bool isOfData)
    {
        var text = new StringBuilder(isOfData ? "file,label,given,time\n" : "file,label,left,top,width,height,time,sha256\n");
        foreach (Correction said in now.Labels.Current.OrderBy(correction => correction.Id))
        {
            int? row = now.RowsOf(said.PhotoHash) is [var first, ..] ? first : null;
            if (isOfData && row is null)
            {
                continue; // of an image that this split does not have
            }

            string path = row is null ? "" : now.Index.Faces[row.Value].Face.Path;
            text.Append(CultureInfo.InvariantCulture, $"{Quote(path)},{Quote(said.Label!)},")
                .Append(isOfData ? Quote(now.Given(row!.Value) ?? "") + "," : Place(said.Region))
                .Append(CultureInfo.InvariantCulture, $"{said.Time:yyyy-MM-dd'T'HH:mm:ss'Z'}")
                .Append(isOfData ? "\n" : $",{said.PhotoHash}\n");
        }

        return text.ToString();
    }

    private static string Place(FaceRegion region) =>
        string.Create(CultureInfo.InvariantCulture, $"{region.Left},{region.Top},{region.Width},{region.Height},");

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
