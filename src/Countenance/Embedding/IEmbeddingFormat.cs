namespace Countenance.Embedding;

/// <summary>One file format of embeddings; registered in <see cref="EmbeddingFile"/>.</summary>
internal interface IEmbeddingFormat
{
    /// <summary>The extension, with its dot, in lower case.</summary>
    string Extension { get; }

    /// <summary>Writes a set, atomically.</summary>
    void Write(string path, EmbeddingSet set);

    /// <summary>Reads a set. Failures may be any of the exceptions <see cref="EmbeddingFile.Read"/> turns into its own.</summary>
    EmbeddingSet Read(string path);
}
