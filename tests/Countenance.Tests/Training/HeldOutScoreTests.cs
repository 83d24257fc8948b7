using Countenance.Datasets;
using Countenance.Losses;
using Countenance.Models;
using Countenance.Tests.Models;
using Countenance.Training;

namespace Countenance.Tests.Training;

/// <summary>The figures an epoch is chosen by, beside plain loops over the model's own rows.</summary>
public sealed class HeldOutScoreTests : IDisposable
{
    private const int Neighbours = 11;

    private static readonly (int Level, int Label, bool IsHeldOut)[] images = Images();

    private readonly HoldOutSplit split = new(Places(isHeldOut: false), Places(isHeldOut: true));
    private readonly int[] galleryLabels;
    private readonly int[] heldOutLabels;
    private readonly EmbeddingModel model = SmallModel.Create();
    private readonly ImageDataset dataset;

    public HeldOutScoreTests()
    {
        galleryLabels = Array.ConvertAll(split.Training, i => images[i].Label);
        heldOutLabels = Array.ConvertAll(split.HeldOut, i => images[i].Label);
        dataset = Grey(Array.ConvertAll(images, image => image.Level), Array.ConvertAll(images, image => image.Label), side: 16);
    }

    public void Dispose()
    {
        dataset.Dispose();
        model.Dispose();
    }

    [Fact]
    public void Both_figures_are_those_of_plain_loops_over_the_training_images()
    {
        EmbeddingMatrix gallery = model.Rows(dataset, split.Training);
        EmbeddingMatrix heldOut = model.Rows(dataset, split.HeldOut);
        double[][] means = [Mean(gallery, label: 0), Mean(gallery, label: 1)];
        int[] places = [.. Enumerable.Range(0, heldOut.Count)];
        double[] excess = Array.ConvertAll(places, i => Squared(heldOut[i], means[0]) - Squared(heldOut[i], means[1]));
        double sigma = Math.Sqrt(2 * excess.Max(Math.Abs)); // so wide that the priors decide
        int[] nearest = Array.ConvertAll(places, i => Vote(gallery, heldOut[i].ToArray()));
        double[] priors = [galleryLabels.Count(label => label == 0), galleryLabels.Count(label => label == 1)];
        int[] probable = Array.ConvertAll(
            excess, difference => Math.Log(priors[0] / priors[1]) >= difference / (2 * sigma * sigma) ? 0 : 1);

        HeldOutScore score = Measure(model, dataset, split, sigma);

        Assert.Empty(split.Training.Intersect(split.HeldOut));
        Assert.Equal([24f, 14f], score.Gaussians.Counts); // none that is held out
        for (int i = 0; i < gallery.Dimension * 2; i++)
        {
            double mean = means[i / gallery.Dimension][i % gallery.Dimension];
            Assert.Equal(mean, score.Gaussians.Means[i], 1e-5 * (1 + Math.Abs(mean)));
        }

        Assert.Equal(Share(nearest), score.KnnAccuracy);
        Assert.Equal(Share(probable), score.PosteriorAccuracy);

        // The nearest alone would put 4 right, a gallery with the images held out all 14; uniform priors 6.
        Assert.Equal(6 / 14.0, score.KnnAccuracy, 1e-12);
        Assert.Equal(10 / 14.0, score.PosteriorAccuracy, 1e-12);
    }

    [Fact]
    public void A_classifier_is_judged_by_its_own_posterior()
    {
        var classifier = new EmbeddingModel(model.Card with { Head = ModelHead.Classifier }, model.Network);
        EmbeddingMatrix outputs = model.Rows(dataset, split.HeldOut);
        float[][] rows = [.. Enumerable.Range(0, outputs.Count).Select(i => outputs[i].ToArray())];
        int[] largest = Array.ConvertAll(rows, row => Array.IndexOf(row, row.Max()));

        HeldOutScore score = Measure(classifier, dataset, split, sigma: 1e-3);

        Assert.Equal(Share(largest), score.PosteriorAccuracy);
    }

    /// <summary>The classes take turns: every second image is of one class.</summary>
    [Theory]
    [InlineData(HeldOutScore.GallerySize, 2048, 2048)]
    [InlineData(HeldOutScore.GallerySize + 1, 2049, 0)]
    public void The_gallery_is_every_nth_training_image_where_there_are_many(int count, int first, int second)
    {
        using EmbeddingModel small = SmallModel.Create(imageSize: 8);
        int[] labels = [.. Enumerable.Range(0, count + 1).Select(i => i % 2)];
        using ImageDataset many = Grey([.. labels.Select((_, i) => i % 256)], labels, side: 8);

        HeldOutScore score = Measure(small, many, new HoldOutSplit([.. Enumerable.Range(0, count)], [count]), sigma: 1);

        Assert.Equal([(float)first, (float)second], score.Gaussians.Counts);
    }

    // Class 0 is dark and class 1 bright. Two dark images of class 1 lie where two of class 0 are held out; eight bright ones of class 0
    // are held out amid class 1. All are above the mean intensity: there an untrained network, whose only shift is its last, gives
    // embeddings on a line in the order of their level.
    private static (int Level, int Label, bool IsHeldOut)[] Images()
    {
        List<(int Level, int Label, bool IsHeldOut)> all = [];
        all.AddRange(Enumerable.Range(0, 24).Select(i => (122 + (3 * i), 0, false)));
        all.AddRange(Enumerable.Range(0, 12).Select(i => (222 + (3 * i), 1, false)));
        foreach (int level in (int[])[141, 171])
        {
            all.Add((level, 1, false));
            all.Add((level, 0, true));
        }

        all.AddRange(Enumerable.Repeat((238, 0, true), 8));
        all.AddRange(((int[])[250, 251, 253, 254]).Select(level => (level, 1, true)));
        return [.. all.OrderBy(image => image.Level)];
    }

    private static int[] Places(bool isHeldOut)
        => [.. Enumerable.Range(0, images.Length).Where(i => images[i].IsHeldOut == isHeldOut)];

    private static ImageDataset Grey(int[] levels, int[] labels, int side)
        => ImageDataset.FromPixels(
            new DatasetIdentity("memory", "train", "majority", ["a", "b"]),
            new DatasetLabels([.. levels.Select((_, i) => $"{i}")], labels),
            [.. levels.SelectMany(level => Enumerable.Repeat((byte)level, side * side))], 1, side, side);

    private static HeldOutScore Measure(EmbeddingModel model, ImageDataset dataset, HoldOutSplit split, double sigma)
    {
        var options = new TrainingOptions { Gaussian = new StructuredGaussianOptions { Sigma = sigma } };
        return HeldOutScore.Measure(model, dataset, split, options, TestContext.Current.CancellationToken);
    }

    private double[] Mean(EmbeddingMatrix gallery, int label)
    {
        int[] members = [.. Enumerable.Range(0, gallery.Count).Where(i => galleryLabels[i] == label)];
        return [.. Enumerable.Range(0, gallery.Dimension).Select(d => members.Average(i => (double)gallery[i][d]))];
    }

    // The class most of the nearest are of, the lowest of equals.
    private int Vote(EmbeddingMatrix gallery, float[] query)
    {
        double[] point = Array.ConvertAll(query, value => (double)value);
        int[] nearest = [.. Enumerable.Range(0, gallery.Count).OrderBy(i => Squared(gallery[i], point)).Take(Neighbours)];
        return Enumerable.Range(0, 2).MaxBy(label => nearest.Count(i => galleryLabels[i] == label));
    }

    private double Share(int[] predicted)
        => Enumerable.Range(0, predicted.Length).Count(i => predicted[i] == heldOutLabels[i]) / (double)predicted.Length;

    private static double Squared(ReadOnlySpan<float> a, double[] b)
    {
        double sum = 0;
        for (int d = 0; d < b.Length; d++)
        {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }

        return sum;
    }
}
