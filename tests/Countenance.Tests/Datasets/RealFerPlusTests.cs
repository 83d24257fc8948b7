using Countenance.Datasets;

namespace Countenance.Tests.Datasets;

/// <summary>The published counts, and a cache that is used, on the real data where they are at hand.</summary>
public sealed class RealFerPlusTests(TemporaryFolder cache) : IClassFixture<TemporaryFolder>
{
    private const string Missing =
        "../shared/data/ferplus-train-valid.zip is not here; docs/development.md says how to make it of FER2013Train and FER2013Valid";

    [Theory]
    [InlineData("train", "majority", 25045)]
    [InlineData("valid", "majority", 3191)]
    public void The_number_of_images_is_the_published_one(string split, string labels, int images)
    {
        using ImageDataset dataset = Open(split, labels);

        Assert.Equal(images, dataset.Count);
        Assert.Equal((1, 48, 48), (dataset.Channels, dataset.Height, dataset.Width));
        Assert.Equal(images, dataset.CountByClass().Sum());
    }

    [Fact]
    public void The_validation_counts_by_class_are_the_published_ones()
    {
        using ImageDataset dataset = Open("valid", "majority");

        Assert.Equal([1180, 862, 411, 348, 289, 25, 60, 16], dataset.CountByClass());
    }

    [Fact]
    public void The_distribution_holds_the_majority_images_first()
    {
        using ImageDataset majority = Open("valid", "majority");
        using ImageDataset distribution = Open("valid", "distribution");

        Assert.Equal(majority.Names, distribution.Names.Take(majority.Count));
        Assert.Equal(majority.Labels, distribution.Labels.Take(majority.Count));
        Assert.True(majority.Pixels(3190).SequenceEqual(distribution.Pixels(3190)));
        Assert.True(distribution.Count > majority.Count);
    }

    [Fact]
    public void A_cached_set_opens_without_decoding_again() // in a tenth of a second, which no test can rely on where others compute too
    {
        Open("train", "majority").Dispose();
        var decoding = new Decoding();

        using ImageDataset dataset = Open("train", "majority", decoding);

        Assert.False(decoding.IsTold);
        Assert.Equal(25045, dataset.Count);
    }

    private ImageDataset Open(string split, string labels, IProgress<DecodingProgress>? progress = null)
    {
        string? path = SharedData.Find("ferplus-train-valid.zip");
        Assert.SkipWhen(path is null, Missing);
        return DatasetFormats.Open(
            new DatasetRequest(path, split, labels, CacheDirectory: cache.Root), progress, TestContext.Current.CancellationToken);
    }

    private sealed class Decoding : IProgress<DecodingProgress>
    {
        public bool IsTold { get; private set; }

        public void Report(DecodingProgress value) => IsTold = true;
    }
}
