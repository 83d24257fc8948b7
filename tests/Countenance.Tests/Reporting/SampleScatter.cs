using Countenance.Reporting;

namespace Countenance.Tests.Reporting;

/// <summary>A map with figures known beforehand.</summary>
internal static class SampleScatter
{
    public static readonly string[] Classes = ["neutral", "happiness"];

    /// <summary>60 points of class 0 in three sub-classes left below, 40 of class 1 right above, and one without a label in the middle.</summary>
    public static ScatterChart TwoClouds(IReadOnlyList<string>? names = null, ThumbnailAtlas? thumbnails = null)
    {
        var random = new Random(3);
        var values = new float[2 * 101];
        var labels = new int[101];
        var subclasses = new int[101];
        for (int i = 0; i < 101; i++)
        {
            labels[i] = i == 100 ? -1 : i < 60 ? 0 : 1;
            subclasses[i] = i < 60 ? i % 3 : 0;
            float centre = labels[i] < 0 ? 0 : labels[i] == 0 ? -30 : 30;
            values[2 * i] = centre + (float)(20 * (random.NextDouble() - 0.5));
            values[(2 * i) + 1] = centre + (float)(20 * (random.NextDouble() - 0.5));
        }

        return new ScatterChart(
            "Two clouds",
            new EmbeddingMatrix(values, 2),
            [ScatterColouring.ByClass(labels, Classes), ScatterColouring.BySubclass(labels, subclasses, Classes)],
            names,
            thumbnails);
    }
}
