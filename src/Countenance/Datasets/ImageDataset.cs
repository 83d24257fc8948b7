using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Countenance.Datasets.Caching;

namespace Countenance.Datasets;

/// <summary>
/// One split of labelled images, decoded: N images of C×H×W bytes in one block of memory, and their labels. Immutable, so any
/// number of threads may read it; disposing of it unmaps the pixels.
/// </summary>
public sealed class ImageDataset : IDisposable
{
    private readonly PixelBlock pixels;
    private readonly PixelShape shape;
    private readonly bool ownsPixels;
    private readonly int imageBytes;
    private readonly Lazy<string> digest;

    internal ImageDataset(DatasetIdentity identity, DatasetLabels labels, PixelShape shape, PixelBlock pixels)
        : this(identity, labels, shape, pixels, ownsPixels: true)
    {
    }

    private ImageDataset(DatasetIdentity identity, DatasetLabels labels, PixelShape shape, PixelBlock pixels, bool ownsPixels)
    {
        this.shape = shape;
        this.ownsPixels = ownsPixels;
        Format = identity.Format;
        Split = identity.Split;
        LabelRule = identity.LabelRule;
        ClassNames = identity.ClassNames;
        LeftOut = identity.LeftOut;
        Names = labels.Names;
        Labels = labels.Labels;
        Votes = labels.Votes;
        Attributes = labels.Attributes;
        Count = labels.Names.Count;
        Channels = shape.Channels;
        Height = shape.Height;
        Width = shape.Width;
        imageBytes = shape.ImageBytes;
        this.pixels = pixels;
        digest = new Lazy<string>(ComputeDigest);
        Check();
    }

    /// <summary>Name of the format it was read from, such as <c>ferplus</c>.</summary>
    public string Format { get; }

    /// <summary>Name of the split, such as <c>train</c>.</summary>
    public string Split { get; }

    /// <summary>
    /// How labels were given, such as <c>majority</c>; <c>folder</c> when the folder's name is the label, <c>none</c> without labels.
    /// </summary>
    public string LabelRule { get; }

    /// <summary>Names of the K classes; a label is an index into this list.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What the files hold beyond these images, by reason, such as images whose label is not a class.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>N, the number of images.</summary>
    public int Count { get; }

    /// <summary>C: 1 for grey, 3 for RGB in that order.</summary>
    public int Channels { get; }

    /// <summary>H in pixels.</summary>
    public int Height { get; }

    /// <summary>W in pixels.</summary>
    public int Width { get; }

    /// <summary>A class index per image, [N]; −1 where the image has no label.</summary>
    public int[] Labels { get; }

    /// <summary>
    /// The annotators' votes per image, row-major [N, K], each row summing to 1; null when the data set has none. They are there under
    /// every label rule, so that a majority set can be trained with the distribution as its target.
    /// </summary>
    public float[]? Votes { get; }

    /// <summary>A name per image: its path inside the data set with forward slashes, such as <c>FER2013Train/fer0000001.png</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Known properties besides the label, by name, each with one value per image; null when there are none.</summary>
    public IReadOnlyDictionary<string, int[]>? Attributes { get; }

    /// <summary>
    /// SHA-256 in lower-case hex over shape, pixels, names, labels and votes. It is the same whatever the container: a folder and a zip of
    /// it agree.
    /// </summary>
    public string Digest => digest.Value;

    /// <summary>
    /// Address of the pixels, uint8 [N, C, H, W], contiguous and read-only: they may be a mapped file, and writing there would end the
    /// process. Valid until <see cref="Dispose"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The data set was disposed of.</exception>
    public nint PixelPointer => pixels.Pointer;

    /// <summary>A data set over pixels in memory, which are used in place and must not change afterwards.</summary>
    /// <param name="identity">What the data set is called and what its classes are.</param>
    /// <param name="labels">Names and labels of the N images.</param>
    /// <param name="pixels">uint8 [N, C, H, W].</param>
    /// <param name="channels">C, 1 or 3.</param>
    /// <param name="height">H in pixels.</param>
    /// <param name="width">W in pixels.</param>
    /// <returns>The data set, owned by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// The lengths do not fit each other, a label is out of range, or a row of votes does not sum to 1.
    /// </exception>
    public static ImageDataset FromPixels(
        DatasetIdentity identity, DatasetLabels labels, byte[] pixels, int channels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(pixels);
        var shape = new PixelShape(labels.Names.Count, channels, height, width);
        if (pixels.Length != shape.TotalBytes)
        {
            throw new ArgumentException(
                $"Pixels must hold {shape.Count}×{channels}×{height}×{width} bytes. Got {pixels.Length}.", nameof(pixels));
        }

        var block = new PinnedPixels(pixels);
        try
        {
            return new ImageDataset(identity, labels, shape, block);
        }
        catch
        {
            block.Dispose();
            throw;
        }
    }

    /// <summary>One image, uint8 [C, H, W]. The span must not outlive the data set.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="index"/> is not in [0, N).</exception>
    /// <exception cref="ObjectDisposedException">The data set was disposed of.</exception>
    public unsafe ReadOnlySpan<byte> Pixels(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new ReadOnlySpan<byte>((byte*)pixels.Pointer + ((long)index * imageBytes), imageBytes);
    }

    /// <summary>The number of images of each class, [K]; images without a label are not counted.</summary>
    public int[] CountByClass()
    {
        var counts = new int[ClassNames.Count];
        foreach (int label in Labels)
        {
            if (label >= 0)
            {
                counts[label]++;
            }
        }

        return counts;
    }

    /// <summary>The same images under other labels: a fold of them, sub-classes, corrected labels.</summary>
    /// <param name="labels">A class index per image, [N]; −1 leaves an image out of training and scores.</param>
    /// <param name="classNames">Names of the classes; null for this data set's.</param>
    /// <param name="votes">Row-major [N, K], each row summing to 1; null for none.</param>
    /// <returns>A data set over this one's pixels: it is usable as long as this one, which goes on owning them.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, a label is out of range, or a row of votes does not sum to 1.</exception>
    public ImageDataset WithLabels(int[] labels, IReadOnlyList<string>? classNames = null, float[]? votes = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var identity = new DatasetIdentity(Format, Split, LabelRule, classNames ?? ClassNames) { LeftOut = LeftOut };
        return new ImageDataset(identity, new DatasetLabels(Names, labels, votes, Attributes), shape, pixels, ownsPixels: false);
    }

    /// <summary>Unmaps the pixels if they are its own; pointers and spans handed out before must not be used any more.</summary>
    public void Dispose()
    {
        if (ownsPixels)
        {
            pixels.Dispose();
        }
    }

    private void Check()
    {
        int classes = ClassNames.Count;
        if (shape.Count < Count || pixels.Length < (long)Count * imageBytes)
        {
            throw new ArgumentException($"There must be pixels for {Count} images. Got {shape.Count}.");
        }

        if (Labels.Length != Count)
        {
            throw new ArgumentException($"There must be one label per image, {Count}. Got {Labels.Length}.");
        }

        if (Array.FindIndex(Labels, label => label < -1 || label >= classes) is var wrong and >= 0)
        {
            throw new ArgumentException($"A label must be −1 or below {classes}. Got {Labels[wrong]} for {Names[wrong]}.");
        }

        if (Attributes?.FirstOrDefault(pair => pair.Value.Length != Count) is { Key: { } name, Value: { } values })
        {
            throw new ArgumentException($"Attribute {name} must have one value per image, {Count}. Got {values.Length}.");
        }

        CheckVotes(classes);
    }

    private void CheckVotes(int classes)
    {
        if (Votes is null)
        {
            return;
        }

        if (Votes.Length != Count * classes)
        {
            throw new ArgumentException($"Votes must be {Count}×{classes} values. Got {Votes.Length}.");
        }

        for (int i = 0; i < Count; i++)
        {
            float sum = 0;
            foreach (float vote in Votes.AsSpan(i * classes, classes))
            {
                sum += vote;
            }

            if (!(MathF.Abs(sum - 1) <= 1e-4f))
            {
                throw new ArgumentException($"A row of votes must sum to 1. Got {sum} for {Names[i]}.");
            }
        }
    }

    private string ComputeDigest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string head = string.Create(
            CultureInfo.InvariantCulture, $"{Count} {Channels} {Height} {Width}\n{string.Join('\n', ClassNames)}\n\n");
        hash.AppendData(Encoding.UTF8.GetBytes(head));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', Names)));
        hash.AppendData(MemoryMarshal.AsBytes(Labels.AsSpan()));
        hash.AppendData(MemoryMarshal.AsBytes(Votes.AsSpan()));
        for (int i = 0; i < Count; i++)
        {
            hash.AppendData(Pixels(i));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
