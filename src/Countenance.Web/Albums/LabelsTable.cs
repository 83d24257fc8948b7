using System.Globalization;
using System.Text;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>What persons said, as a table of labels: columns file and label as the audit reads them, and where in the photo.</summary>
internal static class LabelsTable
{
    public static string Write(AlbumSnapshot now)
    {
        var text = new StringBuilder("file,label,left,top,width,height,time,sha256\n");
        foreach (Correction said in now.Labels.Current.OrderBy(correction => correction.Id))
        {
            string path = now.RowsOf(said.PhotoHash) is [var row, ..] ? now.Index.Faces[row].Face.Path : "";
            text.Append(CultureInfo.InvariantCulture, $"{Quote(path)},{Quote(said.Label!)},")
                .Append(CultureInfo.InvariantCulture, $"{said.Region.Left},{said.Region.Top},{said.Region.Width},{said.Region.Height},")
                .Append(CultureInfo.InvariantCulture, $"{said.Time:yyyy-MM-dd'T'HH:mm:ss'Z'},{said.PhotoHash}\n");
        }

        return text.ToString();
    }

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
