using Countenance.Datasets;

namespace Countenance.Cli.Reproduction;

/// <summary>The images that the tables are made from, all opened before anything is trained. Owns them.</summary>
internal sealed class ReproductionData : IDisposable
{
    private readonly List<ImageDataset> opened = [];
    private readonly Dictionary<string, ImageDataset> others = [];

    /// <summary>Opens the data sets.</summary>
    /// <param name="gallery">The training split.</param>
    /// <param name="evaluated">The split measured on.</param>
    /// <param name="elsewhere">Other data sets that were named, by format.</param>
    /// <param name="open">Opens one.</param>
    public ReproductionData(
        DatasetRequest gallery,
        DatasetRequest evaluated,
        IEnumerable<(string Format, DatasetRequest Request)> elsewhere,
        Func<DatasetRequest, ImageDataset> open)
    {
        ImageDataset Opened(DatasetRequest request)
        {
            opened.Add(open(request));
            return opened[^1];
        }

        try
        {
            Gallery = Opened(gallery);
            Evaluated = Opened(evaluated);
            foreach ((string format, DatasetRequest request) in elsewhere)
            {
                others[format] = Opened(request);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The training split: what neighbours are looked for in.</summary>
    public ImageDataset Gallery { get; }

    /// <summary>The split measured on.</summary>
    public ImageDataset Evaluated { get; }

    /// <summary>Other data sets, by format.</summary>
    public IReadOnlyDictionary<string, ImageDataset> Elsewhere => others;

    public void Dispose() => opened.ForEach(dataset => dataset.Dispose());
}
