using Countenance.Auditing;
using Countenance.Datasets;
using Countenance.Vision;

namespace Countenance.Web;

/// <summary>
/// The data set behind an album that was made of one: the labels it gives its images, their pixels, and which labels an audit doubts.
/// Images are known by their names, which are the paths of the album.
/// </summary>
public sealed class LabelledData
{
    private readonly ImageDataset dataset;
    private readonly Dictionary<string, int> images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Suspect>? suspects;

    /// <summary>Puts the parts together.</summary>
    /// <param name="dataset">The data set; it stays the caller's and must outlive the page.</param>
    /// <param name="suspects">What an audit doubts, the likeliest wrong first; null to judge by the model of the page.</param>
    public LabelledData(ImageDataset dataset, IReadOnlyList<Suspect>? suspects = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        this.dataset = dataset;
        for (int image = 0; image < dataset.Count; image++)
        {
            images.TryAdd(dataset.Names[image], image);
        }

        if (suspects is not null)
        {
            this.suspects = new Dictionary<string, Suspect>(StringComparer.Ordinal);
            foreach (Suspect suspect in suspects)
            {
                this.suspects.TryAdd(suspect.File, suspect);
            }
        }
    }

    /// <summary>Format and split, such as <c>ferplus train</c>.</summary>
    public string Name => $"{dataset.Format} {dataset.Split}";

    /// <summary>The classes, which are what may be said of an image.</summary>
    public IReadOnlyList<string> Classes => dataset.ClassNames;

    /// <summary>Whether an audit says which labels are doubted.</summary>
    internal bool IsAudited => suspects is not null;

    /// <summary>The label of an image; null when it has none or is not in the data set.</summary>
    internal string? LabelOf(string name) =>
        images.TryGetValue(name, out int image) && dataset.Labels[image] is >= 0 and var label ? dataset.ClassNames[label] : null;

    /// <summary>What an audit says against an image's label; null when it says nothing.</summary>
    internal Suspect? SuspectOf(string name) => suspects?.GetValueOrDefault(name);

    /// <summary>An image as PNG; null when it is not in the data set.</summary>
    internal byte[]? PictureOf(string name) => images.TryGetValue(name, out int image)
        ? ImageCodec.Encode(DatasetImages.ToImage(dataset, image), ImageFormat.Png)
        : null;
}
