using Countenance.Torch.Safetensors;

namespace Countenance.Embedding;

/// <summary>Writes and reads embeddings as .safetensors, .npy or .csv; the extension of the path decides.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>.safetensors</c> holds everything: the tensors <c>embeddings</c> (F32 [N, D]), <c>labels</c> (I64 [N]) and <c>names</c> (U8:
/// UTF-8, each name ended by a zero byte), the class names as a JSON array under the metadata key <c>class_names</c>, and the
/// metadata.</item>
/// <item><c>.npy</c> is the plain float32 array [N, D], for <c>numpy.load</c>; labels, names, class names and metadata go to a JSON file
/// beside it, <c>NAME.npy.json</c>, which is always written and, when it is missing, not needed to read.</item>
/// <item><c>.csv</c> has the columns <c>name</c>, <c>label</c> (the index), <c>class</c> (the class name) and <c>e0</c> … <c>e63</c>; the
/// first three only when known. Figures are written so that they read back to the same bits (NaN payloads apart). Metadata are not kept,
/// nor the names of classes without an image: those below the highest label read back as <c>class 5</c>.</item>
/// </list>
/// </remarks>
public static class EmbeddingFile
{
    private static readonly IEmbeddingFormat[] Formats =
        [new SafetensorsEmbeddingFormat(), new NpyEmbeddingFormat(), new CsvEmbeddingFormat()];

    /// <summary>The extensions that can be written and read, each with its dot, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Formats.Select(format => format.Extension)];

    /// <summary>Writes a set, replacing the file atomically.</summary>
    /// <exception cref="ArgumentException">The extension is not one of <see cref="Extensions"/>.</exception>
    /// <exception cref="IOException">The file could not be written; an old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, EmbeddingSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        FormatOf(path).Write(path, set);
    }

    /// <summary>Reads a set.</summary>
    /// <exception cref="ArgumentException">The extension is not one of <see cref="Extensions"/>.</exception>
    /// <exception cref="EmbeddingFileException">The file is missing or does not hold embeddings as it should.</exception>
    public static EmbeddingSet Read(string path)
    {
        var format = FormatOf(path);
        try
        {
            return format.Read(path);
        }
        catch (SafetensorsException error)
        {
            throw new EmbeddingFileException(path, error.Reason, error);
        }
        catch (FileNotFoundException error)
        {
            throw new EmbeddingFileException(path, "the file does not exist", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException)
        {
            throw new EmbeddingFileException(path, error.Message, error);
        }
    }

    private static IEmbeddingFormat FormatOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Array.Find(Formats, format => path.EndsWith(format.Extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"Path must end in one of {string.Join(", ", Extensions)}. Got '{path}'.", nameof(path));
    }
}
