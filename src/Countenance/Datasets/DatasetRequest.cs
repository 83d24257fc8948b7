using Countenance.Vision;

namespace Countenance.Datasets;

/// <summary>
/// Which images to open, and how. Values that cannot be right are refused here; whether the files agree is the format's affair.
/// </summary>
/// <param name="Path">A folder, a zip or a packed file, as the format has it; <c>synthetic:COUNT</c> for drawn faces.</param>
/// <param name="Split">One of the format's <see cref="IDatasetFormat.Splits"/>, such as <c>train</c>.</param>
/// <param name="Labels">How labels follow from annotators' votes: <c>majority</c> or <c>distribution</c>.</param>
/// <param name="Format">Name of the format, or null to let <see cref="DatasetFormats.Open"/> find it out.</param>
/// <param name="Color">Grey (one channel) or RGB (three); null for grey.</param>
/// <param name="Size">Height and width in pixels, 1–4096, to which every image is resized; null for the data set's own size.</param>
/// <param name="CacheDirectory">
/// Where decoded pixels are kept; null for <c>$XDG_CACHE_HOME/countenance</c>, or <c>~/.cache/countenance</c>.
/// </param>
/// <exception cref="ArgumentException">A value is blank, unknown or out of range.</exception>
public sealed record DatasetRequest(
    string Path,
    string Split,
    string Labels = DatasetRequest.Majority,
    string? Format = null,
    ColorMode? Color = null,
    int? Size = null,
    string? CacheDirectory = null)
{
    /// <summary>The label rule that keeps images on which most annotators agree.</summary>
    public const string Majority = "majority";

    /// <summary>The label rule that keeps images in which one expression has the most votes.</summary>
    public const string Distribution = "distribution";

    /// <summary>The label rules there are.</summary>
    public static IReadOnlyList<string> LabelRules { get; } = [Majority, Distribution];

    /// <summary>A folder, a zip or a packed file, as the format has it; <c>synthetic:COUNT</c> for drawn faces.</summary>
    public string Path { get; init => field = NotBlank(value, nameof(Path)); } = NotBlank(Path, nameof(Path));

    /// <summary>One of the format's splits, such as <c>train</c>.</summary>
    public string Split { get; init => field = NotBlank(value, nameof(Split)); } = NotBlank(Split, nameof(Split));

    /// <summary>How labels follow from annotators' votes: <c>majority</c> or <c>distribution</c>.</summary>
    public string Labels { get; init => field = KnownRule(value); } = KnownRule(Labels);

    /// <summary>Height and width in pixels, 1–4096, or null for the data set's own size.</summary>
    public int? Size { get; init => field = SizeInRange(value); } = SizeInRange(Size);

    /// <summary>The cache directory that will be used: <see cref="CacheDirectory"/> or the user's.</summary>
    public string EffectiveCacheDirectory => CacheDirectory ?? UserCacheDirectory();

    /// <summary>Refuses a split that <paramref name="format"/> does not have.</summary>
    /// <exception cref="ArgumentException">The split is unknown; the message lists the valid ones.</exception>
    internal void RequireSplitOf(IDatasetFormat format)
    {
        if (!format.Splits.Contains(Split))
        {
            throw new ArgumentException($"Split must be one of {string.Join(", ", format.Splits)} for {format.Name}. Got '{Split}'.");
        }
    }

    /// <summary>Refuses every label rule but <see cref="Majority"/>, for a format without votes.</summary>
    /// <exception cref="ArgumentException">Another rule is asked for.</exception>
    internal void RequireMajority(IDatasetFormat format)
    {
        if (Labels != Majority)
        {
            throw new ArgumentException($"Labels must be {Majority} for {format.Name}, which has no votes. Got '{Labels}'.");
        }
    }

    private static string NotBlank(string value, string name) =>
        string.IsNullOrWhiteSpace(value) ? throw new ArgumentException($"{name} must not be blank.", name) : value;

    private static string KnownRule(string value) =>
        LabelRules.Contains(value)
            ? value
            : throw new ArgumentException($"Labels must be one of {string.Join(", ", LabelRules)}. Got '{value}'.");

    private static int? SizeInRange(int? value) =>
        value is null or (>= 1 and <= 4096) ? value : throw new ArgumentException($"Size must be 1–4096 pixels. Got {value}.");

    /// <summary>The user's cache directory: <c>$XDG_CACHE_HOME/countenance</c>, or <c>~/.cache/countenance</c>.</summary>
    public static string UserCacheDirectory()
    {
        string? root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(root))
        {
            root = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        return System.IO.Path.Combine(root, "countenance");
    }
}
