using System.Text;

namespace Countenance.Embedding;

/// <summary>The embeddings of a set of images with what is known of each: what <c>embed</c> writes and <c>map</c> reads.</summary>
public sealed class EmbeddingSet
{
    /// <summary>The metadata key that safetensors files use for the class names.</summary>
    internal const string ClassNamesKey = "class_names";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Puts the parts together; nothing is copied.</summary>
    /// <param name="embeddings">The embeddings, [N, D]; N may be 0.</param>
    /// <param name="labels">N class indices, −1 for an image without a label; null when none has one.</param>
    /// <param name="names">N names, such as file names; they need not be unique. Null when there are none.</param>
    /// <param name="classNames">Names of the classes, by index; null or empty when unknown.</param>
    /// <param name="metadata">Anything else worth keeping, such as the model's digest. The key <c>class_names</c> is reserved.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, a label is below −1 or has no class name, a name holds a NUL or is not
    /// valid Unicode, or a metadata key is reserved.</exception>
    public EmbeddingSet(
        EmbeddingMatrix embeddings,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<string>? names = null,
        IReadOnlyList<string>? classNames = null,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        Embeddings = embeddings;
        Labels = labels;
        Names = names;
        ClassNames = classNames ?? [];
        Metadata = metadata ?? new Dictionary<string, string>();
        CheckCount(labels?.Count, nameof(labels));
        CheckCount(names?.Count, nameof(names));
        CheckTexts(names, nameof(names));
        CheckTexts(classNames, nameof(classNames));
        CheckLabels(labels, nameof(labels));
        if (Metadata.ContainsKey(ClassNamesKey))
        {
            throw new ArgumentException($"Metadata must not use the reserved key '{ClassNamesKey}'.", nameof(metadata));
        }
    }

    /// <summary>The embeddings, [N, D].</summary>
    public EmbeddingMatrix Embeddings { get; }

    /// <summary>N class indices, −1 for an image without a label; null when none has one.</summary>
    public IReadOnlyList<int>? Labels { get; }

    /// <summary>N names; null when there are none.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Names of the classes, by index; empty when unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Anything else worth keeping.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    private void CheckCount(int? count, string parameter)
    {
        if (count is not null && count != Embeddings.Count)
        {
            throw new ArgumentException(
                $"There must be one of {parameter} for each of the {Embeddings.Count} embeddings. Got {count}.", parameter);
        }
    }

    private void CheckLabels(IReadOnlyList<int>? labels, string parameter)
    {
        int limit = ClassNames.Count == 0 ? int.MaxValue : ClassNames.Count;
        for (int i = 0; i < (labels?.Count ?? 0); i++)
        {
            if (labels![i] < -1 || labels[i] >= limit)
            {
                throw new ArgumentException(
                    $"Labels must be −1 or the index of one of {ClassNames.Count} class names. Got {labels[i]} for embedding {i}.",
                    parameter);
            }
        }
    }

    private static void CheckTexts(IReadOnlyList<string>? texts, string parameter)
    {
        for (int i = 0; i < (texts?.Count ?? 0); i++)
        {
            string text = texts![i] ?? throw new ArgumentException($"None of {parameter} must be null. Got null at {i}.", parameter);
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException($"None of {parameter} must hold a NUL character. Got one at {i}.", parameter);
            }

            _ = StrictUtf8.GetByteCount(text); // an EncoderFallbackException is an ArgumentException
        }
    }
}
