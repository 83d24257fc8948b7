using System.Globalization;
using System.Text;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.CkPlus;

/// <summary>
/// Landmark files of CK+, <c>S005_001_00000011_landmarks.txt</c>: one line per point, column and row. They bound the face: what is cut out
/// is the square about the middle of the points with a side of 1.2 times their larger extent (brows to chin, jaw to jaw).
/// </summary>
internal static class CkPlusLandmarks
{
    private const string Suffix = "_landmarks.txt";
    private const double Margin = 1.2;

    /// <summary>The face of each frame; unknown for a frame without landmarks, or when <paramref name="folder"/> is null.</summary>
    /// <exception cref="DatasetException">A file of a frame does not hold points.</exception>
    public static PixelBox[] Faces(FileTree tree, FileTreeReader reader, string? folder, IReadOnlyList<FileEntry> frames)
    {
        var faces = new PixelBox[frames.Count];
        if (folder is null)
        {
            return faces;
        }

        var files = new Dictionary<string, FileEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (FileEntry entry in tree.Files(folder, recursive: true))
        {
            files.TryAdd(FileTree.LastSegment(entry.Name).ToString(), entry);
        }

        for (int i = 0; i < faces.Length; i++)
        {
            if (files.TryGetValue(frames[i].Stem + Suffix, out FileEntry? file))
            {
                faces[i] = Square(Encoding.UTF8.GetString(reader.Read(file)), tree.Place(file.Name));
            }
        }

        return faces;
    }

    private static PixelBox Square(string text, string place)
    {
        (double left, double top, double right, double bottom) = (double.MaxValue, double.MaxValue, double.MinValue, double.MinValue);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] numbers = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length == 0)
            {
                continue;
            }

            if (numbers.Length != 2 || !TryParse(numbers[0], out double x) || !TryParse(numbers[1], out double y))
            {
                throw new DatasetException(place, i + 1, $"a point must be two numbers. Got '{lines[i].Trim()}'");
            }

            (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x), Math.Max(bottom, y));
        }

        double side = Margin * Math.Max(right - left, bottom - top);
        return side > 0
            ? new PixelBox(
                (int)Math.Round(((left + right) - side) / 2), (int)Math.Round(((top + bottom) - side) / 2), (int)side, (int)side)
            : throw new DatasetException(place, "holds no points, or only one");
    }

    private static bool TryParse(string text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && Math.Abs(number) < 1e6;
}
