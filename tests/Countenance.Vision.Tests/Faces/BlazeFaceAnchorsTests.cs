using Countenance.Vision.Faces;

namespace Countenance.Vision.Tests.Faces;

public class BlazeFaceAnchorsTests
{
    [Theory]
    [InlineData(128, 128, 8)]
    [InlineData(256, 256, 16)]
    [InlineData(480, 384, 16)]
    [InlineData(32, 512, 16)]
    public void Candidates_are_those_of_the_published_anchors(int width, int height, int stride)
    {
        var random = new Random(width);
        int length = BlazeFaceAnchors.OutputLength(width, height, stride);
        float[] outputs = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 60) - 30)];
        List<(double X, double Y)> anchors = PublishedAnchors(width, height, stride);
        Assert.Equal(length, anchors.Count * 17);

        var candidates = new List<FaceCandidate>();
        BlazeFaceAnchors.Read(outputs, width, height, stride, 0.7f, candidates);

        int next = 0;
        for (int i = 0; i < anchors.Count; i++)
        {
            double score = 1 / (1 + Math.Exp(-outputs[i]));
            float[] box = outputs[(anchors.Count + (16 * i))..][..16];
            if (score < 0.7 || box[2] <= 0 || box[3] <= 0)
            {
                continue;
            }

            FaceCandidate candidate = candidates[next++];
            Assert.Equal(score, candidate.Score, 1e-5);
            AssertPoint(anchors[i].X + box[0], anchors[i].Y + box[1], candidate.Center);
            Assert.Equal((box[2], box[3]), (candidate.Width, candidate.Height), new Near());
            AssertPoint(anchors[i].X + box[4], anchors[i].Y + box[5], candidate.RightEye);
            AssertPoint(anchors[i].X + box[6], anchors[i].Y + box[7], candidate.LeftEye);
            AssertPoint(anchors[i].X + box[8], anchors[i].Y + box[9], candidate.Nose);
            AssertPoint(anchors[i].X + box[10], anchors[i].Y + box[11], candidate.Mouth);
        }

        Assert.InRange(next, anchors.Count / 18, anchors.Count / 2);
        Assert.Equal(next, candidates.Count);
    }

    [Fact]
    public void Values_that_are_not_numbers_make_no_candidate()
    {
        float[] outputs = new float[BlazeFaceAnchors.OutputLength(128, 128, 8)];
        outputs.AsSpan(0, 896).Fill(9);
        outputs.AsSpan(896).Fill(float.NaN);
        var candidates = new List<FaceCandidate>();
        BlazeFaceAnchors.Read(outputs, 128, 128, 8, 0.5f, candidates);
        Assert.Empty(candidates);
    }

    // As its authors publish them: four layers of strides 8, 16, 16, 16 (twice that in the far network), two anchors per layer and cell,
    // layers of one stride together; cell by cell, row by row; every anchor in the middle of its cell.
    private static List<(double X, double Y)> PublishedAnchors(int width, int height, int stride)
    {
        int[] strides = [stride, 2 * stride, 2 * stride, 2 * stride];
        var anchors = new List<(double, double)>();
        foreach (IGrouping<int, int> layers in strides.GroupBy(stride => stride))
        {
            for (int y = layers.Key / 2; y < height; y += layers.Key)
            {
                for (int x = layers.Key / 2; x < width; x += layers.Key)
                {
                    anchors.AddRange(Enumerable.Repeat(((double)x, (double)y), 2 * layers.Count()));
                }
            }
        }

        return anchors;
    }

    private static void AssertPoint(double x, double y, ImagePoint actual)
    {
        Assert.Equal(x, actual.X, 1e-3);
        Assert.Equal(y, actual.Y, 1e-3);
    }

    private sealed class Near : IEqualityComparer<(float, float)>
    {
        public bool Equals((float, float) a, (float, float) b)
            => Math.Abs(a.Item1 - b.Item1) < 1e-3 && Math.Abs(a.Item2 - b.Item2) < 1e-3;

        public int GetHashCode((float, float) pair) => 0;
    }
}
