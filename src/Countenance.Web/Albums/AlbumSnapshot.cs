using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>All that is known of the faces at one moment; never changes.</summary>
internal sealed class AlbumSnapshot
{
    public const int WordsPerFace = 3;
    private const int MostLabels = 127; // seven bits

    /// <summary>The number of the last colour of the style sheet.</summary>
    public const int LastColour = 9;

    private readonly Dictionary<long, int> rows = [];
    private readonly Dictionary<string, List<int>> photos = new(StringComparer.Ordinal);
    private readonly string?[] given;
    private readonly Lazy<string[]> folders;
    private readonly Lazy<uint[]> words;

    /// <summary>Puts it together.</summary>
    /// <param name="index">The faces with what they are taken to express.</param>
    /// <param name="corrections">All that was ever said.</param>
    /// <param name="generation">Changes when faces come or go; not by corrections.</param>
    /// <param name="data">The data set that the faces are images of; null in an album of photos.</param>
    public AlbumSnapshot(AlbumIndex index, IReadOnlyList<Correction> corrections, int generation, LabelledData? data)
    {
        Index = index;
        Corrections = corrections;
        Labels = new CorrectedLabels(corrections);
        Generation = generation;
        given = [.. index.Faces.Select(face => data?.LabelOf(face.Face.Path))];
        for (int row = 0; row < index.Faces.Count; row++)
        {
            AlbumFace face = index.Faces[row].Face;
            rows[face.Id] = row;
            if (!photos.TryGetValue(face.PhotoHash, out List<int>? faces))
            {
                photos[face.PhotoHash] = faces = [];
            }

            faces.Add(row);
        }

        folders = new Lazy<string[]>(() =>
        [
            .. index.Faces.SelectMany(face => face.Face.Paths).Select(path => Path.GetDirectoryName(path)!)
                .Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal),
        ]);
        words = new Lazy<uint[]>(Describe);
        Expressions =
        [
            .. index.Model.Classes,
            .. data?.Classes.Except(index.Model.Classes) ?? [],
            .. index.Faces.Where(face => face.IsConfirmed).Select(face => face.Expression).Distinct(StringComparer.Ordinal)
                .Except(index.Model.Classes).Except(data?.Classes ?? []).Order(StringComparer.Ordinal),
        ];
    }

    public AlbumIndex Index { get; }

    public IReadOnlyList<Correction> Corrections { get; }

    public CorrectedLabels Labels { get; }

    public int Generation { get; }

    /// <summary>The model's expressions, other classes of the data set after them, and words of persons after these.</summary>
    public IReadOnlyList<string> Expressions { get; }

    /// <summary>The folders that photos lie in, in ordinal order.</summary>
    public IReadOnlyList<string> Folders => folders.Value;

    public int PhotoCount => photos.Count;

    /// <summary>The row of a face; null when it is not in the album.</summary>
    public int? RowOf(long face) => rows.TryGetValue(face, out int row) ? row : null;

    /// <summary>The rows of a photo's faces; empty when it has none or is not in the album.</summary>
    public IReadOnlyList<int> RowsOf(string photoHash) => photos.TryGetValue(photoHash, out List<int>? found) ? found : [];

    /// <summary>The label that the data set gives an image; null without one, and in an album of photos.</summary>
    public string? Given(int row) => given[row];

    /// <summary>
    /// A face as the scripts are told of it, little-endian: its number (low, high), and expression | confirmed « 8 | 1 + given label « 9
    /// (0 for none) | p « 16 | typicality « 24, the last two in 255ths.
    /// </summary>
    public ReadOnlySpan<uint> Words(int row) => words.Value.AsSpan(WordsPerFace * row, WordsPerFace);

    /// <summary>The number of an expression's colour; those from the tenth on share the last.</summary>
    public int Colour(string expression) => Math.Min(Number(expression), LastColour);

    /// <summary>The place of an expression in <see cref="Expressions"/>.</summary>
    public int Number(string expression)
    {
        for (int i = 0; i < Expressions.Count; i++)
        {
            if (Expressions[i] == expression)
            {
                return i;
            }
        }

        return Expressions.Count;
    }

    /// <summary>p(what the face is taken to express), by the model; 0 for a word the model does not have.</summary>
    public double Probability(LabelledFace face) => Probability(face, face.Expression);

    /// <summary>p(an expression | face), by the model; 0 for a word the model does not have.</summary>
    public double Probability(LabelledFace face, string expression)
    {
        int number = Number(expression);
        return number < face.Face.Embedding.Posterior.Length ? face.Face.Embedding.Posterior[number] : 0;
    }

    // All at once, one after the other as they lie in memory: a list in another order would wait for each.
    private uint[] Describe()
    {
        var described = new uint[WordsPerFace * Index.Faces.Count];
        for (int row = 0; row < Index.Faces.Count; row++)
        {
            LabelledFace face = Index.Faces[row];
            Span<uint> told = described.AsSpan(WordsPerFace * row, WordsPerFace);
            told[0] = (uint)face.Face.Id;
            told[1] = (uint)(face.Face.Id >> 32);
            told[2] = (uint)Number(face.Expression)
                | (face.IsConfirmed ? 1u << 8 : 0)
                | (Given(row) is { } label ? (uint)Math.Min(MostLabels, 1 + Number(label)) << 9 : 0)
                | ((uint)Math.Round(255 * Probability(face)) << 16)
                | ((uint)Math.Round(255 * Math.Clamp(face.Face.Embedding.Typicality, 0, 1)) << 24);
        }

        return described;
    }
}
