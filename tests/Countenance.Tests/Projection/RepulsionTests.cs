using Countenance.Projection;

namespace Countenance.Tests.Projection;

public class RepulsionTests
{
    private const int Count = 700;

    /// <summary>From the size of a start to the size of a finished map.</summary>
    public static TheoryData<double> Sizes => [1e-4, 0.03, 1, 8, 60];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_exact_sum_is_that_of_the_plain_loops(double size) =>
        AssertNear(new ExactRepulsion(Count, threads: -1), Clusters(size), 1e-5, 1e-5);

    /// <summary>θ = 0 takes every point alone; the sums differ only in their order.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_tree_with_no_angle_is_exact(double size) =>
        AssertNear(new BarnesHutRepulsion(Count, 0, threads: -1), Clusters(size), 1e-5, 1e-5);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_tree_is_near_the_exact_sum(double size) =>
        AssertNear(new BarnesHutRepulsion(Count, 0.5, threads: -1), Clusters(size), 0.02, 0.01);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Interpolation_is_near_the_exact_sum(double size) =>
        AssertNear(new InterpolatedRepulsion(Count, threads: -1), Clusters(size), 0.01, 1e-3);

    /// <summary>One instance serves a map that grows and shrinks, and lays out its grid anew where it must.</summary>
    [Fact]
    public void Interpolation_follows_a_map_that_changes_its_size()
    {
        var repulsion = new InterpolatedRepulsion(Count, threads: -1);

        foreach (var size in (double[])[1e-4, 1.1e-4, 1, 1.05, 0.9, 30, 25, 2])
        {
            AssertNear(repulsion, Clusters(size), 0.01, 1e-3);
        }
    }

    public static TheoryData<TSneRepulsion> Ways => [TSneRepulsion.Exact, TSneRepulsion.BarnesHut, TSneRepulsion.Interpolation];

    /// <summary>Half of all points in one place, and the other half in another, with one far away.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void Any_number_of_points_may_coincide(TSneRepulsion way)
    {
        float[] points = [.. Enumerable.Range(0, Count).SelectMany(i => i % 2 == 0 ? new[] { 1.5f, -2 } : [3, 0.25f])];
        points[0] = 14;

        AssertNear(Make(way), points, 0.02, 0.01);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Points_that_all_coincide_do_not_move(TSneRepulsion way)
    {
        float[] points = [.. Enumerable.Range(0, 2 * Count).Select(i => i % 2 == 0 ? 3f : -1)];
        var forces = new float[points.Length];

        var normalizer = Make(way).Compute(points, forces);

        Assert.Equal(Count * (Count - 1.0), normalizer, 1e-3 * normalizer);
        Assert.All(forces, force => Assert.Equal(0, force, 0.5f)); // of 700 sources
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_number_of_threads_changes_no_bit(TSneRepulsion way)
    {
        var points = Clusters(12);
        var (one, many) = (new float[points.Length], new float[points.Length]);

        var oneNormalizer = Make(way, threads: 1).Compute(points, one);
        var manyNormalizer = Make(way, threads: 7).Compute(points, many);

        Assert.Equal(one, many);
        Assert.Equal(oneNormalizer, manyNormalizer);
    }

    [Fact]
    public void Every_point_is_in_one_leaf_and_one_group_and_nodes_are_centres_of_mass()
    {
        var points = Clusters(5);
        var tree = new QuadTree(Count);

        tree.Build(points);

        Assert.Equal(Enumerable.Range(0, Count), Enumerable.Range(0, Count).Select(tree.PointAt).Order());
        var leaves = Enumerable.Range(0, tree.NodeCount).Select(i => tree.Nodes[i]).Where(node => node.Children == 0).ToArray();
        AssertCovers(leaves.Select(node => (node.First, node.End)));
        AssertCovers(tree.Groups.Select(group => (tree.Nodes[group].First, tree.Nodes[group].End)));
        Assert.All(leaves, leaf => Assert.InRange(leaf.End - leaf.First, 1, QuadTree.LeafPoints));
        for (var i = 0; i < tree.NodeCount; i++)
        {
            var node = tree.Nodes[i];
            var members = Enumerable.Range(node.First, node.End - node.First).Select(tree.PointAt).ToArray();
            Assert.Equal(members.Average(p => points[2 * p]), node.X, 1e-4f);
            Assert.Equal(members.Average(p => points[(2 * p) + 1]), node.Y, 1e-4f);
            Assert.True(members.Max(p => points[2 * p]) - members.Min(p => points[2 * p]) <= node.Width * 1.0001f);
            Assert.True(members.Max(p => points[(2 * p) + 1]) - members.Min(p => points[(2 * p) + 1]) <= node.Width * 1.0001f);
        }
    }

    [Fact]
    public void Many_points_on_a_small_map_go_to_the_grid_and_few_on_a_large_one_do_not()
    {
        Assert.Equal(TSneRepulsion.Exact, new AdaptiveRepulsion(200, 0.5, threads: 1).Choose(50));
        Assert.Equal(TSneRepulsion.Interpolation, new AdaptiveRepulsion(20_000, 0.5, threads: 1).Choose(5));
        Assert.Equal(TSneRepulsion.BarnesHut, new AdaptiveRepulsion(5000, 0.5, threads: 1).Choose(500));
        Assert.Equal(TSneRepulsion.BarnesHut, new AdaptiveRepulsion(2_000_000, 0.5, threads: 1).Choose(1e20f));
    }

    private static IRepulsiveForces Make(TSneRepulsion way, int threads = -1) => way switch
    {
        TSneRepulsion.Exact => new ExactRepulsion(Count, threads),
        TSneRepulsion.BarnesHut => new BarnesHutRepulsion(Count, 0.5, threads),
        _ => new InterpolatedRepulsion(Count, threads),
    };

    /// <summary>Seven clusters of unequal spread, away from the origin.</summary>
    private static float[] Clusters(double size)
    {
        var random = new Random(31);
        double Number() => random.NextDouble() + random.NextDouble() - 1;
        var centers = Enumerable.Range(0, 7).Select(_ => (X: Number(), Y: Number())).ToArray();
        return [.. Enumerable.Range(0, Count).SelectMany(i => new[]
        {
            (float)(size * (0.3 + centers[i % 7].X + (0.1 * (1 + (i % 7)) * Number()))),
            (float)(size * (centers[i % 7].Y + (0.1 * (1 + (i % 7)) * Number()))),
        })];
    }

    private static void AssertNear(IRepulsiveForces repulsion, float[] points, double forceTolerance, double normalizerTolerance)
    {
        var forces = new float[points.Length];
        var exactPoints = Array.ConvertAll(points, static value => (double)value);
        var expected = SlowTSne.Repulsion(exactPoints);
        var normalizer = SlowTSne.Normalizer(exactPoints);

        Assert.Equal(normalizer, repulsion.Compute(points, forces), normalizerTolerance * normalizer);

        var error = expected.Zip(forces).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
        Assert.InRange(Math.Sqrt(error / expected.Sum(force => force * force)), 0, forceTolerance);
    }

    private static void AssertCovers(IEnumerable<(int First, int End)> ranges)
    {
        var next = 0;
        foreach (var (first, end) in ranges.OrderBy(range => range.First))
        {
            Assert.Equal(next, first);
            next = end;
        }

        Assert.Equal(Count, next);
    }
}
