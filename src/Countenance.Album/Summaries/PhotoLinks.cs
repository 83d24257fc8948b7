using System.Globalization;
using Countenance.Album.Search;

namespace Countenance.Album.Summaries;

/// <summary>A selection as a folder of links to the photos, named in its order and by expression.</summary>
public static class PhotoLinks
{
    /// <summary>Refuses a place where <see cref="Write"/> could make no links.</summary>
    /// <param name="folder">The folder for them.</param>
    /// <exception cref="AlbumException">There is something in the folder, or it is a file.</exception>
    public static void Check(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (File.Exists(folder))
        {
            throw new AlbumException(folder, "the links go into a folder, and this is a file");
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new AlbumException(folder, "the folder for the links is not empty; name a new one");
        }
    }

    /// <summary>Makes the links; photos are neither copied nor touched.</summary>
    /// <param name="folder">A folder that is empty, or not there yet.</param>
    /// <param name="summary">The summary.</param>
    /// <exception cref="AlbumException">There is something in the folder, or it cannot be written.</exception>
    public static void Write(string folder, AlbumSummary summary)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(summary);
        try
        {
            Check(folder);
            Directory.CreateDirectory(folder);
            for (int i = 0; i < summary.Picks.Count; i++)
            {
                LabelledFace face = summary.Index.Faces[summary.Picks[i].Face];
                string name = string.Create(
                    CultureInfo.InvariantCulture, $"{i + 1:000}-{FileName(face.Expression)}{Path.GetExtension(face.Face.Path)}");
                File.CreateSymbolicLink(Path.Combine(folder, name), face.Face.Path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AlbumException(folder, error.Message, error);
        }
    }

    // A person's own word for an expression may hold anything.
    private static string FileName(string expression) =>
        string.Concat(expression.Select(c => char.IsLetterOrDigit(c) ? c : '-'));
}
