using Countenance.Album.Search;
using Countenance.Album.Storage;

namespace Countenance.Web.Albums;

/// <summary>All that is known of the faces at one moment; never changes.</summary>
internal sealed class AlbumSnapshot
{
    public const int WordsPerFace = 3;
    private const int MostExpressions = 255; // eight bits
    private const int MostLabels = 127; // seven bits

    /// <summary>The number of the last colour of the style sheet.</summary>
    public const int LastColour = 9;

    private readonly FaceGeneration generation;
    private readonly LabelledData? data;
    private readonly Lazy<uint[]> words;

    /// <summary>Puts it together.</summary>
    /// <param name="index">The faces with what they are taken to express.</param>
    /// <param name="labels">What persons said of them.</param>
    /// <param name="generation">Changes when faces come or go; not by corrections.</param>
    /// <param name="data">The data set that the faces are images of; null in an album of photos.</param>
    public AlbumSnapshot(AlbumIndex index, CorrectedLabels labels, int generation, LabelledData? data)
        : this(index, labels, new FaceGeneration(index, generation, data), data)
    {
    }

    private AlbumSnapshot(AlbumIndex index, CorrectedLabels labels, FaceGeneration generation, LabelledData? data)
    {
        Index = index;
        Labels = labels;
        this.generation = generation;
        this.data = data;
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

    public CorrectedLabels Labels { get; }

    public int Generation => generation.Number;

    /// <summary>The model's expressions, other classes of the data set after them, and words of persons after these.</summary>
    public IReadOnlyList<string> Expressions { get; }

    /// <summary>The folders that photos lie in, in ordinal order.</summary>
    public IReadOnlyList<string> Folders => generation.Folders;

    public int PhotoCount => generation.PhotoCount;

    /// <summary>The same faces with what persons say of them by now.</summary>
    public AlbumSnapshot Relabel(CorrectedLabels labels) => new(Index.Relabel(labels), labels, generation, data);

    /// <summary>The row of a face; null when it is not in the album.</summary>
    public int? RowOf(long face) => generation.RowOf(face);

    /// <summary>The rows of a photo's faces; empty when it has none or is not in the album.</summary>
    public IReadOnlyList<int> RowsOf(string photoHash) => generation.RowsOf(photoHash);

    /// <summary>The label that the data set gives an image; null without one, and in an album of photos.</summary>
    public string? Given(int row) => generation.Given(row);

    /// <summary>The rows of all faces in an order; not to be written to.</summary>
    public int[] Ranked(FaceOrder order) => generation.Ranked(order);

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
            told[2] = (uint)Math.Min(MostExpressions, Number(face.Expression))
                | (face.IsConfirmed ? 1u << 8 : 0)
                | (Given(row) is { } label ? (uint)Math.Min(MostLabels, 1 + Number(label)) << 9 : 0)
                | ((uint)Math.Round(255 * Probability(face)) << 16)
                | ((uint)Math.Round(255 * Math.Clamp(face.Face.Embedding.Typicality, 0, 1)) << 24);
        }

        return described;
    }
}
