using Countenance.Datasets;
using Countenance.Datasets.Synthetic;

namespace Countenance.Tests.Datasets.Synthetic;

public class SyntheticFacesTests
{
    [Fact]
    public void Drawn_in_parallel_the_faces_are_those_of_the_series()
    {
        using ImageDataset faces = SyntheticFaces.Create(
            new() { Count = 96, Size = 48, Seed = 9, Split = "valid" }, TestContext.Current.CancellationToken);
        var renderer = new FaceRenderer(48, 1);
        var pixels = new byte[48 * 48];
        ulong seed = SyntheticFaces.SplitSeed(9, "valid");
        for (int i = 0; i < faces.Count; i++)
        {
            SyntheticFace face = SyntheticFace.Draw(seed, i);
            renderer.Render(face.Description, pixels);

            Assert.True(faces.Pixels(i).SequenceEqual(pixels), $"Face {i}");
            Assert.Equal((int)face.Expression, faces.Labels[i]);
            Assert.Equal(face.Votes, faces.Votes!.Skip(8 * i).Take(8).Select(v => (int)Math.Round(10 * v)));
        }
    }

    [Fact]
    public void The_data_set_says_what_is_known_of_every_face()
    {
        using ImageDataset faces = SyntheticFaces.Create(
            new() { Count = 80, Size = 32, Colour = true }, TestContext.Current.CancellationToken);

        Assert.Equal(("synthetic", "train", "majority"), (faces.Format, faces.Split, faces.LabelRule));
        Assert.Equal((80, 3, 32, 32), (faces.Count, faces.Channels, faces.Height, faces.Width));
        Assert.Equal(
            ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"], faces.ClassNames);
        Assert.Equal(Enumerable.Repeat(10, 8), faces.CountByClass());
        Assert.Equal(FaceAttributes.Names.Order(), faces.Attributes!.Keys.Order());
        ulong seed = SyntheticFaces.SplitSeed(new SyntheticFacesOptions().Seed, "train");
        for (int i = 0; i < faces.Count; i++)
        {
            int[] values = SyntheticFace.Draw(seed, i).Description.Attributes.Values();
            Assert.Equal(values, FaceAttributes.Names.Select(name => faces.Attributes[name][i]));
        }
    }

    [Fact]
    public void No_face_is_in_two_splits_or_under_two_seeds()
    {
        var seen = new HashSet<string>();
        foreach (string split in SyntheticFacesOptions.Splits)
        {
            foreach (ulong seed in (ulong[])[0, 1, 42])
            {
                using ImageDataset faces = SyntheticFaces.Create(
                    new() { Count = 64, Size = 24, Seed = seed, Split = split }, TestContext.Current.CancellationToken);
                for (int i = 0; i < faces.Count; i++)
                {
                    Assert.True(seen.Add(Convert.ToBase64String(faces.Pixels(i))), $"{split} {seed} face {i} was seen before.");
                }
            }
        }
    }

    [Fact]
    public void Expressions_can_be_told_from_pixels_but_not_trivially()
    {
        using ImageDataset train = SyntheticFaces.Create(new() { Count = 1600, Size = 32 }, TestContext.Current.CancellationToken);
        using ImageDataset test = SyntheticFaces.Create(
            new() { Count = 400, Size = 32, Split = "test" }, TestContext.Current.CancellationToken);
        double centroid = NearestCentroid(train, test);
        double linear = LinearProbe(train, test);

        // Chance is 0.125. Mean pictures see hair, skin and light, which every class shares; a linear map finds the features.
        Assert.InRange(centroid, 0.1, 0.3);
        Assert.InRange(linear, 0.3, 0.9);
        TestContext.Current.TestOutputHelper!.WriteLine($"nearest centroid {centroid:F3}, linear {linear:F3}");
        Assert.True(linear > centroid);
    }

    [Fact]
    public void Drawing_stops_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => SyntheticFaces.Create(new() { Count = 100 }, cancellation.Token));
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticFacesOptions { Count = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticFacesOptions { Size = 8 });
        Assert.Throws<ArgumentException>(() => new SyntheticFacesOptions { LabelRule = "guess" });
        var error = Assert.Throws<ArgumentException>(() => new SyntheticFacesOptions { Split = "val" });
        Assert.Contains("train, valid, test. Got 'val'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() =>
            SyntheticFaces.Create(new() { Count = 1_000_000, Size = 1024 }, TestContext.Current.CancellationToken));
    }

    private static double NearestCentroid(ImageDataset train, ImageDataset test)
    {
        float[][] x = Standardised(train);
        int pixels = x[0].Length;
        var centroids = new float[8, pixels];
        for (int i = 0; i < x.Length; i++)
        {
            for (int p = 0; p < pixels; p++)
            {
                centroids[train.Labels[i], p] += x[i][p] / (train.Count / 8f);
            }
        }

        return Accuracy(test, image => Enumerable.Range(0, 8).MinBy(k =>
        {
            double distance = 0;
            for (int p = 0; p < pixels; p++)
            {
                distance += (image[p] - centroids[k, p]) * (image[p] - centroids[k, p]);
            }

            return distance;
        }));
    }

    /// <summary>Softmax regression by plain stochastic gradient descent.</summary>
    private static double LinearProbe(ImageDataset train, ImageDataset test)
    {
        float[][] x = Standardised(train);
        int pixels = x[0].Length;
        var weights = new float[8][];
        for (int k = 0; k < 8; k++)
        {
            weights[k] = new float[pixels];
        }

        var p = new double[8];
        for (int epoch = 0; epoch < 25; epoch++)
        {
            float rate = 0.003f / (1 + (epoch * 0.15f));
            for (int i = 0; i < x.Length; i++)
            {
                Softmax(weights, x[i], p);
                for (int k = 0; k < 8; k++)
                {
                    float step = rate * (float)((train.Labels[i] == k ? 1 : 0) - p[k]);
                    for (int j = 0; j < pixels; j++)
                    {
                        weights[k][j] += step * x[i][j];
                    }
                }
            }
        }

        return Accuracy(test, image =>
        {
            Softmax(weights, image, p);
            return Array.IndexOf(p, p.Max());
        });
    }

    private static void Softmax(float[][] weights, float[] x, double[] p)
    {
        for (int k = 0; k < 8; k++)
        {
            double dot = 0;
            for (int j = 0; j < x.Length; j++)
            {
                dot += weights[k][j] * x[j];
            }

            p[k] = Math.Exp(Math.Clamp(dot, -50, 50));
        }

        double sum = p.Sum();
        for (int k = 0; k < 8; k++)
        {
            p[k] /= sum;
        }
    }

    private static double Accuracy(ImageDataset test, Func<float[], int> predict) =>
        Standardised(test).Zip(test.Labels, (image, label) => predict(image) == label ? 1.0 : 0).Average();

    private static float[][] Standardised(ImageDataset data)
    {
        var result = new float[data.Count][];
        for (int i = 0; i < data.Count; i++)
        {
            byte[] pixels = data.Pixels(i).ToArray();
            double mean = pixels.Average(v => (double)v);
            double deviation = Math.Sqrt(pixels.Average(v => (v - mean) * (v - mean)));
            result[i] = [.. pixels.Select(v => (float)((v - mean) / deviation))];
        }

        return result;
    }
}
