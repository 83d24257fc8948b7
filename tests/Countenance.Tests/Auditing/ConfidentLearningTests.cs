using Countenance.Auditing;
using Countenance.Classification;

namespace Countenance.Tests.Auditing;

public class ConfidentLearningTests
{
    // Three classes; images 2 and 7 carry the label of another class, image 8 is unsure, image 9 has no label.
    private static readonly float[] small =
    [
        0.9f, 0.05f, 0.05f,
        0.8f, 0.1f, 0.1f,
        0.1f, 0.85f, 0.05f,
        0.1f, 0.8f, 0.1f,
        0.2f, 0.7f, 0.1f,
        0.1f, 0.1f, 0.8f,
        0.05f, 0.05f, 0.9f,
        0.05f, 0.05f, 0.9f,
        0.3f, 0.4f, 0.3f,
        0.1f, 0.1f, 0.8f,
    ];

    private static readonly int[] smallLabels = [0, 0, 0, 1, 1, 2, 2, 1, 1, -1];

    [Fact]
    public void Known_flips_are_the_issues_and_stand_first()
    {
        ConfidentLearning found = ConfidentLearning.Find(new PosteriorMatrix(small, 3), smallLabels);

        Assert.Equal([0.6, 0.4875, 0.85], found.Thresholds.Select(t => Math.Round(t, 6)));
        Assert.Equal([2, 7], Enumerable.Range(0, 10).Where(i => found.IsIssue[i]));
        Assert.Equal(new[,] { { 2, 1, 0 }, { 0, 2, 1 }, { 0, 0, 1 } }, found.ConfidentJoint); // 5 and 8 count as nothing
        Assert.Equal(1 - (((3 * (2 / 3.0)) + (4 * (2 / 3.0)) + 2) / 9), found.NoiseRate, 1e-12);
        foreach (double[] scores in (double[][])[found.SelfConfidenceScores(), found.MarginScores()])
        {
            int[] order = [.. Enumerable.Range(0, 10).OrderByDescending(i => scores[i])];
            Assert.Equal([7, 2, 8], order[..3]);
            Assert.Equal(9, order[9]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_agrees_with_plain_loops(int seed)
    {
        const int count = 300;
        const int classes = 5;
        var random = new Random(seed);
        var values = new float[count * classes];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            float[] row = [.. Enumerable.Range(0, classes).Select(_ => (float)Math.Pow(random.NextDouble(), 4))];
            row.Select(value => value / row.Sum()).ToArray().CopyTo(values, i * classes);
            labels[i] = random.Next(-1, classes - 1); // no image of the last class
        }

        var posterior = new PosteriorMatrix(values, classes);
        ConfidentLearning found = ConfidentLearning.Find(posterior, labels);

        (double[] thresholds, int[,] joint, bool[] issues) = Slow(values, labels, classes);
        Assert.Equal(thresholds, found.Thresholds, (a, b) => a == b || Math.Abs(a - b) < 1e-9);
        Assert.Equal(joint, found.ConfidentJoint);
        Assert.Equal(issues, found.IsIssue);
        Assert.InRange(issues.Count(issue => issue), 10, count - 10);
        double[] margins = found.MarginScores();
        double[] self = found.SelfConfidenceScores();
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                if (labels[i] < 0 || labels[j] < 0)
                {
                    continue;
                }

                Assert.False(issues[i] && !issues[j] && (margins[i] <= margins[j] || self[i] <= self[j]));
                if (issues[i] == issues[j])
                {
                    Assert.Equal(Own(i) < Own(j), self[i] > self[j]);
                    Assert.Equal(Own(i) - Best(i) < Own(j) - Best(j), margins[i] > margins[j]);
                }
            }
        }

        double Own(int i) => values[(i * classes) + labels[i]];
        double Best(int i) => Enumerable.Range(0, classes).Where(c => c != labels[i]).Max(c => values[(i * classes) + c]);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ConfidentLearning.Find(new PosteriorMatrix(small, 3), [0, 1]));
        Assert.Throws<ArgumentException>(() => ConfidentLearning.Find(new PosteriorMatrix([1, 0], 2), [2]));
    }

    // The published procedure, written once more from its words.
    private static (double[] Thresholds, int[,] Joint, bool[] Issues) Slow(float[] p, int[] labels, int classes)
    {
        var thresholds = new double[classes];
        for (int j = 0; j < classes; j++)
        {
            double[] own = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == j).Select(i => (double)p[(i * classes) + j])];
            thresholds[j] = own.Length == 0 ? double.PositiveInfinity : own.Average();
        }

        var joint = new int[classes, classes];
        var issues = new bool[labels.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0)
            {
                continue;
            }

            int[] confident = [.. Enumerable.Range(0, classes).Where(j => p[(i * classes) + j] >= thresholds[j])];
            if (confident.Length > 0)
            {
                int likely = confident.MaxBy(j => p[(i * classes) + j]);
                joint[labels[i], likely]++;
                issues[i] = likely != labels[i];
            }
        }

        return (thresholds, joint, issues);
    }
}
