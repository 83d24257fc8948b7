using Countenance.Datasets.Caching;
using Countenance.Vision;

namespace Countenance.Datasets.FerPlus;

/// <summary>
/// FER+: the 48×48 grey faces of FER2013 with the votes of ten annotators (Barsoum et al., 2016), eight classes. Reads the FERPlus layout
/// from a folder or a zip, and the Kaggle pair <c>fer2013.csv</c> and <c>fer2013new.csv</c>.
/// </summary>
/// <remarks>
/// Images come in the order of the label file; under <c>distribution</c> those that <c>majority</c> keeps come first, so that both rules
/// are beginnings of one block of decoded pixels. <see cref="ImageDataset.Votes"/> are there under both rules.
/// </remarks>
internal sealed class FerPlusFormat : IDatasetFormat
{
    public string Name => "ferplus";

    public string Description => "folder or zip with FER2013Train/label.csv and PNGs, or a folder with fer2013.csv and fer2013new.csv";

    public IReadOnlyList<string> Splits { get; } = [.. FerPlusSplit.All.Select(split => split.Name)];

    public bool Recognises(string path)
    {
        try
        {
            using FerPlusFiles? files = FerPlusFiles.Find(path);
            return files is not null;
        }
        catch (DatasetException)
        {
            return false;
        }
    }

    public ImageDataset Open(
        DatasetRequest request, IProgress<DecodingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.RequireSplitOf(this);
        FerPlusSplit split = FerPlusSplit.All.Single(candidate => candidate.Name == request.Split);
        using FerPlusFiles files = FerPlusFiles.Find(request.Path)
            ?? throw new DatasetException(request.Path, $"is not {Name}: expected a {Description}");

        JudgedRow[] rows = [.. files.ReadRows(split).Select(JudgedRow.From).OrderBy(row => row.Verdict.Standing)]; // stable
        JudgedRow[] kept = [.. rows.Where(row => row.IsKeptBy(request.Labels))];
        if (kept.Length == 0)
        {
            throw new DatasetException(
                request.Path, $"no image of the split '{split.Name}' is left under the label rule '{request.Labels}'");
        }

        ColorMode color = request.Color ?? ColorMode.Gray;
        (int width, int height) = request.Size is { } side ? (side, side) : rows[0].Row.Size;
        var shape = new PixelShape(rows.Length, color == ColorMode.Gray ? 1 : 3, height, width);
        PixelSource pixels = files.Pixels([.. rows.Select(row => row.Row)], color, shape);
        return new ImageDataset(
            new DatasetIdentity(Name, split.Name, request.Labels, FerPlusVotes.Emotions),
            new DatasetLabels(
                [.. kept.Select(row => row.Row.Name)],
                [.. kept.Select(row => row.Verdict.Label)],
                [.. kept.SelectMany(row => row.Distribution)]),
            shape,
            new PixelCache(request.EffectiveCacheDirectory).Open($"{Name}-{split.Name}", pixels, progress, cancellation));
    }

    private sealed record JudgedRow(FerPlusRow Row, FerPlusVerdict Verdict, float[] Distribution)
    {
        public static JudgedRow From(FerPlusRow row)
        {
            var distribution = new float[FerPlusVotes.Emotions.Count];
            return new JudgedRow(row, FerPlusVotes.Judge(row.Votes, distribution), distribution);
        }

        public bool IsKeptBy(string labelRule) => Verdict.Standing switch
        {
            FerPlusStanding.Majority => true,
            FerPlusStanding.DistributionOnly => labelRule == DatasetRequest.Distribution,
            _ => false,
        };
    }
}
