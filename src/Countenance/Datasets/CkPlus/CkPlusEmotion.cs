using System.Globalization;
using System.Text;
using Countenance.Datasets.Files;

namespace Countenance.Datasets.CkPlus;

/// <summary>What an emotion file says.</summary>
/// <param name="Frame">Name of the frame it is about, <c>S005_001_00000011</c>.</param>
/// <param name="Label">The class index.</param>
internal sealed record CkPlusEmotion(string Frame, int Label)
{
    private const string Suffix = "_emotion";

    // The numbers of the files: 0 neutral, 1 anger, …
    private static readonly int[] classes =
    [
        .. new[] { "neutral", "anger", "contempt", "disgust", "fear", "happiness", "sadness", "surprise" }
            .Select(ExpressionClasses.IndexOf),
    ];

    /// <summary>All emotion files below a folder, by the key of their sequence.</summary>
    /// <exception cref="DatasetException">A file holds no emotion, or a sequence has two of them.</exception>
    public static Dictionary<string, CkPlusEmotion> ReadAll(FileTree tree, FileTreeReader reader, string folder)
    {
        var emotions = new Dictionary<string, CkPlusEmotion>(StringComparer.Ordinal);
        foreach (FileEntry entry in tree.Files(folder, recursive: true).Where(IsEmotion))
        {
            var emotion = new CkPlusEmotion(entry.Stem[..^Suffix.Length], Parse(reader.Read(entry), tree.Place(entry.Name)));
            string key = CkPlusSequence.KeyOf(entry.Name);
            if (!emotions.TryAdd(key.Length > 0 ? key : entry.Name, emotion))
            {
                throw new DatasetException(tree.Place(entry.Name), "is the second emotion file of its sequence");
            }
        }

        return emotions;
    }

    private static bool IsEmotion(FileEntry entry) =>
        entry.Stem.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase)
        && Path.GetExtension(entry.Name).Equals(".txt", StringComparison.OrdinalIgnoreCase);

    // "   3.0000000e+00"
    private static int Parse(ReadOnlySpan<byte> content, string place)
    {
        string text = Encoding.UTF8.GetString(content).Trim('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double code)
            && code >= 0 && code < classes.Length && code == Math.Floor(code)
            ? classes[(int)code]
            : throw new DatasetException(place, 1, $"the emotion must be a whole number from 0 to {classes.Length - 1}. Got '{text}'");
    }
}
