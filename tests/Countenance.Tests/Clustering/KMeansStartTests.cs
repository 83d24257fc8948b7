using Countenance.Clustering;
using Countenance.Retrieval;
using Countenance.Sampling;

namespace Countenance.Tests.Clustering;

/// <summary>Which samples k-means starts from.</summary>
public class KMeansStartTests
{
    /// <summary>A copy of a centre has distance 0 to it, and so no chance.</summary>
    [Fact]
    public void Copies_of_a_centre_are_not_drawn()
    {
        float[] values = [.. Enumerable.Range(0, 300).Select(i => (float)((i % 3) * 5))];

        for (ulong seed = 0; seed < 50; seed++)
        {
            Assert.Equal((float[])[0, 5, 10], Choose(values, clusters: 3, seed).Select(i => values[i]).Order());
        }
    }

    /// <summary>
    /// Beside a thousand samples at 0 and at 10 there is one at 400. It has three fifths of the squared distances to the first centre, and
    /// leaves less of them than a sample of the other thousand does: of two trials it is drawn, and kept, with probability 0.85.
    /// </summary>
    [Fact]
    public void Of_the_trials_the_one_that_leaves_least_is_kept()
    {
        float[] values = [.. Enumerable.Repeat(0f, 1000), .. Enumerable.Repeat(10f, 1000), 400];

        int kept = Enumerable.Range(0, 400).Count(seed => Choose(values, clusters: 2, (ulong)seed).Contains(2000));

        Assert.InRange(kept, 300, 385); // 339 ± 7; 244 with one trial, 148 if the worst were kept
    }

    private static int[] Choose(float[] values, int clusters, ulong seed)
    {
        var panels = new DistancePanels(new EmbeddingMatrix(values, 1), nameof(values));
        var random = new SplitMix64(seed);
        return new KMeansStart(new PanelChunks(panels, clusters, threads: 1)).Choose(clusters, ref random);
    }
}
