using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// The repulsion with distant points taken together: a cell counts as one source at its centre of mass when its side is less than θ times
/// the distance. The tree is walked once for each group of neighbouring points, with the distance from the group's rectangle, which is
/// never larger than the point's own; the sources found are then summed for each of its points.
/// </summary>
internal sealed unsafe class BarnesHutRepulsion : IRepulsiveForces
{
    private const int GroupsOfPart = 8;

    private readonly ParallelParts parts;
    private readonly QuadTree tree;
    private readonly int count;
    private readonly double openness; // 1 / θ²
    private readonly double[] kernels; // [N], in Morton order
    private readonly ConcurrentBag<Sources> free = [];

    public BarnesHutRepulsion(int count, double theta, int threads)
    {
        this.count = count;
        openness = 1 / (theta * theta);
        parts = new ParallelParts(threads);
        tree = new QuadTree(count);
        kernels = new double[count];
    }

    /// <inheritdoc/>
    public double Compute(float[] points, float[] forces)
    {
        tree.Build(points);
        parts.RunRanges(tree.Groups.Count, GroupsOfPart, (first, end) =>
        {
            if (!free.TryTake(out var sources))
            {
                sources = new Sources(count);
            }

            for (var group = first; group < end; group++)
            {
                Move(tree.Nodes[tree.Groups[group]], sources, forces);
            }

            free.Add(sources);
        });
        return kernels.Sum();
    }

    private void Move(in QuadTree.Node group, Sources sources, float[] forces)
    {
        Collect(group, sources);
        var filled = sources.FillUp();
        for (var i = group.First; i < group.End; i++)
        {
            var sum = PointKernel.Sum(
                tree.Xs.Pointer[i], tree.Ys.Pointer[i], sources.Xs.Pointer, sources.Ys.Pointer, sources.Masses.Pointer, filled);
            var point = tree.PointAt(i);
            forces[2 * point] = sum.X;
            forces[(2 * point) + 1] = sum.Y;
            kernels[i] = sum.Kernel - 1.0; // The point itself is among the sources.
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collect(in QuadTree.Node group, Sources sources)
    {
        var box = Rectangle.Of(tree, group.First, group.End);
        var nodes = tree.Nodes;
        sources.Clear();
        sources.Open.Push(0);
        while (sources.Open.TryPop(out var index))
        {
            ref readonly var node = ref nodes[index];
            var own = node.First <= group.First && group.End <= node.End;
            if (!own && (double)node.Width * node.Width * openness < box.SquaredDistance(node.X, node.Y))
            {
                sources.Add(node.X, node.Y, node.End - node.First);
            }
            else if (node.Children == 0)
            {
                sources.AddRange(tree, node.First, node.End);
            }
            else
            {
                for (var child = 0; child < node.Children; child++)
                {
                    sources.Open.Push(node.Child + child);
                }
            }
        }
    }

    /// <summary>The smallest rectangle about a group's points.</summary>
    private readonly record struct Rectangle(float Left, float Bottom, float Right, float Top)
    {
        public static Rectangle Of(QuadTree tree, int first, int end)
        {
            var xs = tree.Xs.Span[first..end];
            var ys = tree.Ys.Span[first..end];
            var (left, bottom, right, top) = (xs[0], ys[0], xs[0], ys[0]);
            for (var i = 1; i < xs.Length; i++)
            {
                left = Math.Min(left, xs[i]);
                right = Math.Max(right, xs[i]);
                bottom = Math.Min(bottom, ys[i]);
                top = Math.Max(top, ys[i]);
            }

            return new Rectangle(left, bottom, right, top);
        }

        public float SquaredDistance(float x, float y)
        {
            var dx = Math.Max(0, Math.Max(Left - x, x - Right));
            var dy = Math.Max(0, Math.Max(Bottom - y, y - Top));
            return (dx * dx) + (dy * dy);
        }
    }

    /// <summary>What acts on one group: at most N sources, since each stands for at least one point.</summary>
    private sealed class Sources(int count)
    {
        private int length;

        public AlignedFloats Xs { get; } = new(count + PointKernel.Step);

        public AlignedFloats Ys { get; } = new(count + PointKernel.Step);

        public AlignedFloats Masses { get; } = new(count + PointKernel.Step);

        public Stack<int> Open { get; } = [];

        public void Clear() => length = 0;

        public void Add(float x, float y, float mass)
        {
            Xs.Pointer[length] = x;
            Ys.Pointer[length] = y;
            Masses.Pointer[length++] = mass;
        }

        public void AddRange(QuadTree tree, int first, int end)
        {
            for (var i = first; i < end; i++)
            {
                Add(tree.Xs.Pointer[i], tree.Ys.Pointer[i], 1);
            }
        }

        /// <summary>Adds sources of no mass until the number is a multiple of the kernel's step, and returns it.</summary>
        public int FillUp()
        {
            while (length % PointKernel.Step != 0)
            {
                Add(0, 0, 0);
            }

            return length;
        }
    }
}
