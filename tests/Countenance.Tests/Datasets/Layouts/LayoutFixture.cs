using System.IO.Compression;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Tests.Datasets.Layouts;

/// <summary>A small data set in the layout of its provider. Tests may spoil its files before it is opened.</summary>
public abstract class LayoutFixture : IDisposable
{
    private const string Root = "set";

    private readonly TemporaryFolder folder = new();

    /// <summary>Name of the format.</summary>
    public abstract string Format { get; }

    /// <summary>The folder of the data set.</summary>
    public string Path => folder[Root];

    /// <summary>The folder of decoded pixels.</summary>
    public string Cache => folder["cache"];

    /// <summary>Every layout there is, new each time.</summary>
    public static IReadOnlyList<Func<LayoutFixture>> All { get; } =
    [
        () => new AffectNetListFixture(), () => new AffectNetArraysFixture(), () => new CkPlusFixture(), () => new JaffeFixture(),
        () => new Bu3dfeFixture(), () => new CelebAFixture(),
    ];

    /// <summary>The full path of a file of the data set.</summary>
    public string File(string name) => folder[$"{Root}/{name}"];

    /// <summary>Writes or replaces a file of the data set.</summary>
    public void Write(string name, string content) => folder.Write($"{Root}/{name}", content);

    /// <summary>Writes or replaces a file of the data set.</summary>
    public void Write(string name, ReadOnlySpan<byte> content) => folder.Write($"{Root}/{name}", content);

    /// <summary>Removes a file of the data set.</summary>
    public void Remove(string name) => System.IO.File.Delete(File(name));

    /// <summary>The data set as it is now in a zip file, inside a folder of it.</summary>
    public string Zip()
    {
        string path = folder[$"{Root}.zip"];
        System.IO.File.Delete(path);
        ZipFile.CreateFromDirectory(Path, path, CompressionLevel.Fastest, includeBaseDirectory: true);
        return path;
    }

    /// <summary>Opens a split; the format is recognised.</summary>
    public ImageDataset Open(string split, int? size = 8, ColorMode? color = null, string? path = null) =>
        DatasetFormats.Open(new DatasetRequest(path ?? Path, split, Color: color, Size: size, CacheDirectory: Cache));

    /// <summary>The message with which a split is refused, without the path of the data set.</summary>
    public string Message(string split) =>
        Assert.Throws<DatasetException>(() => Open(split)).Message.Replace(Path, Root, StringComparison.Ordinal);

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Draws a picture into a file of the type its name says.</summary>
    internal void Draw(string name, Image image) => Write(name, DrawnPictures.Encode(image, name));
}
