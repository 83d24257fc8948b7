using Countenance.Vision.Faces;

namespace Countenance.Vision.Tests.Faces;

public class CandidateMergingTests
{
    [Fact]
    public void Overlap_and_cover_are_shares_of_counted_pixels()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            (FaceCandidate box, bool[] pixels) a = Random(random);
            (FaceCandidate box, bool[] pixels) b = Random(random);
            int both = a.pixels.Zip(b.pixels).Count(pair => pair.First && pair.Second);
            int any = a.pixels.Zip(b.pixels).Count(pair => pair.First || pair.Second);
            int smaller = Math.Min(a.pixels.Count(p => p), b.pixels.Count(p => p));
            Assert.Equal((double)both / any, a.box.Overlap(b.box), 1e-5);
            Assert.Equal((double)both / smaller, a.box.Cover(b.box), 1e-5);
        }
    }

    [Fact]
    public void Candidates_of_one_face_become_their_weighted_mean()
    {
        List<FaceCandidate> merged = CandidateMerging.Blend(
            [Box(0.5f, 10, 0, 110, 100), Box(0.9f, 200, 0, 300, 100), Box(0.75f, 0, 0, 100, 100)]);

        Assert.Equal(2, merged.Count);
        Assert.Equal(0.9f, merged[0].Score);
        Assert.Equal(200, merged[0].Left, 1e-3);
        Assert.Equal(0.75f, merged[1].Score);
        Assert.Equal(4, merged[1].Left, 1e-3); // 10 · 0.5/1.25
        Assert.Equal(104, merged[1].Right, 1e-3);
        Assert.Equal(5, merged[1].RightEye.X, 1e-3); // 1 further than the box, as Box has it
        Assert.Equal(8, merged[1].Mouth.X, 1e-3);
    }

    [Fact]
    public void A_box_inside_another_is_the_same_face_and_a_neighbour_is_not()
    {
        FaceCandidate outer = Box(0.9f, 0, 0, 100, 100);
        FaceCandidate inner = Box(0.8f, 20, 20, 60, 60);
        FaceCandidate beside = Box(0.7f, 70, 0, 170, 100); // shares 30 of 170 columns
        Assert.Equal([outer, beside], CandidateMerging.KeepBest([beside, inner, outer]));
        Assert.Equal(2, CandidateMerging.Blend([beside, inner, outer]).Count);
        Assert.Empty(CandidateMerging.KeepBest([]));
        Assert.Empty(CandidateMerging.Blend([]));
    }

    [Fact]
    public void The_order_of_the_candidates_does_not_matter()
    {
        var random = new Random(2);
        FaceCandidate[] candidates = [.. Enumerable.Range(0, 40).Select(i => Random(random).Box with { Score = (i + 1) / 50f })];
        List<FaceCandidate> expected = CandidateMerging.KeepBest([.. candidates]);
        random.Shuffle(candidates);
        Assert.Equal(expected, CandidateMerging.KeepBest([.. candidates]));
    }

    [Fact]
    public void A_face_is_cut_at_the_edge_and_dropped_when_little_is_left()
    {
        DetectedFace face = Box(0.8f, -30, 20, 70, 120).RelativeTo(200, 100)!;
        Assert.Equal(new FaceBox(0, 0.2f, 0.35f, 0.8f), face.Box);
        Assert.Equal(-29 / 200f, face.RightEye.X, 1e-6);
        Assert.Null(Box(0.8f, -70, 20, 30, 120).RelativeTo(200, 100));
        Assert.Null(Box(0.8f, 300, 300, 400, 400).RelativeTo(200, 100));
    }

    private static FaceCandidate Box(float score, float left, float top, float right, float bottom)
        => new(score, left, top, right, bottom, new(left + 1, top), new(left + 2, top), new(left + 3, top), new(left + 4, top));

    private static (FaceCandidate Box, bool[] Pixels) Random(Random random)
    {
        const int Side = 40;
        int left = random.Next(Side - 2);
        int top = random.Next(Side - 2);
        int right = random.Next(left + 1, Side);
        int bottom = random.Next(top + 1, Side);
        bool[] pixels = [.. Enumerable.Range(0, Side * Side).Select(
            i => i % Side >= left && i % Side < right && i / Side >= top && i / Side < bottom)];
        return (Box(0.5f, left, top, right, bottom), pixels);
    }
}
