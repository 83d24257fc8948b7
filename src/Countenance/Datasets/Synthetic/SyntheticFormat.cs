using System.Globalization;
using Countenance.Vision;

namespace Countenance.Datasets.Synthetic;

/// <summary>
/// The built-in drawn faces as a data-set format. The path is <c>synthetic</c> or <c>synthetic:COUNT</c>, COUNT being the faces of the
/// training split; valid and test hold a quarter as many. If the format is asked for by name any other path is ignored.
/// </summary>
internal sealed class SyntheticFormat : IDatasetFormat
{
    private const int DefaultCount = 4000;
    private const string Prefix = SyntheticFaces.Format + ":";

    public string Name => SyntheticFaces.Format;

    public string Description => "built-in drawn faces, no files: the path is synthetic or synthetic:COUNT";

    public IReadOnlyList<string> Splits => SyntheticFacesOptions.Splits;

    /// <summary>A folder of that name on the disk is somebody's data set, not ours.</summary>
    public bool Recognises(string path) =>
        (path == SyntheticFaces.Format || path.StartsWith(Prefix, StringComparison.Ordinal)) && !Path.Exists(path);

    public ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.RequireSplitOf(this);
        int count = Count(request.Path);
        var options = new SyntheticFacesOptions
        {
            Count = request.Split == "train" ? count : Math.Max(1, count / 4),
            Size = request.Size ?? new SyntheticFacesOptions().Size,
            Colour = request.Color == ColorMode.Rgb,
            Split = request.Split,
            LabelRule = request.Labels,
        };
        return SyntheticFaces.Create(options, cancellation);
    }

    private static int Count(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return DefaultCount;
        }

        return int.TryParse(path.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1
            ? count
            : throw new ArgumentException(
                $"The path must be {SyntheticFaces.Format} or {Prefix}COUNT with a whole COUNT of at least 1. Got '{path}'.");
    }
}
