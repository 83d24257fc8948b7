using Countenance.Datasets.Caching;
using Countenance.Vision;

namespace Countenance.Datasets.FerPlus;

/// <summary>Files that hold FER+, in one of its layouts.</summary>
internal abstract class FerPlusFiles : IDisposable
{
    /// <summary>The layout at <paramref name="path"/>, or null when there is none.</summary>
    /// <exception cref="DatasetException">The path is a damaged zip, or a folder that cannot be read.</exception>
    public static FerPlusFiles? Find(string path) => (FerPlusFiles?)FerPlusCsv.Find(path) ?? FerPlusTree.Find(path);

    /// <summary>The rows of a split, in the order of its label file.</summary>
    /// <exception cref="DatasetException">The split is missing or a row is wrong.</exception>
    public abstract IReadOnlyList<FerPlusRow> ReadRows(FerPlusSplit split);

    /// <summary>The pixels of <paramref name="rows"/>, in that order.</summary>
    /// <param name="rows">Rows that <see cref="ReadRows"/> gave, all of one size.</param>
    /// <param name="color">Grey or RGB.</param>
    /// <param name="shape">Shape of the block.</param>
    /// <exception cref="DatasetException">An image is missing.</exception>
    public abstract PixelSource Pixels(IReadOnlyList<FerPlusRow> rows, ColorMode color, PixelShape shape);

    /// <summary>Closes the files; sources of pixels must not be used after that.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
