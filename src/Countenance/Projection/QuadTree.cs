using System.Numerics;
using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// A quadtree over the points of a map, in arrays: points in Morton order, nodes as ranges of that order with their centre of mass. Cells
/// with one child are passed over, and points with the same code (of 16 bits per axis) share a leaf, so any number of equal points is fine.
/// </summary>
internal sealed unsafe class QuadTree
{
    /// <summary>A leaf has at most this many points (but for equal ones).</summary>
    public const int LeafPoints = 16;

    /// <summary>Points that are moved together are the largest cells of at most this many (but for equal ones).</summary>
    public const int GroupPoints = 128;

    private const int Levels = 16;
    private const int DigitBits = 11;

    private readonly int count;
    private readonly double[] sumsX; // [N + 1] of the first i points in order
    private readonly double[] sumsY;
    private readonly Stack<(int Node, int Parent)> open = [];
    private readonly int[] digitStarts = new int[1 << DigitBits];
    private ulong[] keys; // code and point
    private ulong[] spare;
    private Node[] nodes = new Node[64];
    private float side;

    public QuadTree(int count)
    {
        this.count = count;
        sumsX = new double[count + 1];
        sumsY = new double[count + 1];
        keys = new ulong[count];
        spare = new ulong[count];
        Xs = new AlignedFloats(count);
        Ys = new AlignedFloats(count);
    }

    /// <summary>Coordinates in Morton order, [N].</summary>
    public AlignedFloats Xs { get; }

    /// <summary>Coordinates in Morton order, [N].</summary>
    public AlignedFloats Ys { get; }

    /// <summary>The nodes; the first is the root, and the children of one stand together.</summary>
    public ReadOnlySpan<Node> Nodes => nodes.AsSpan(0, NodeCount);

    /// <summary>The number of nodes.</summary>
    public int NodeCount { get; private set; }

    /// <summary>The nodes whose points are moved together; every point belongs to one.</summary>
    public List<int> Groups { get; } = [];

    /// <summary>The point at a place in Morton order.</summary>
    public int PointAt(int place) => (int)(uint)keys[place];

    /// <summary>Builds the tree anew.</summary>
    /// <param name="points">Positions (x, y), [N, 2], finite.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Build(float[] points)
    {
        Encode(points);
        Sort();
        for (var i = 0; i < count; i++)
        {
            var point = PointAt(i);
            Xs.Pointer[i] = points[2 * point];
            Ys.Pointer[i] = points[(2 * point) + 1];
            sumsX[i + 1] = sumsX[i] + Xs.Pointer[i];
            sumsY[i + 1] = sumsY[i] + Ys.Pointer[i];
        }

        Divide();
    }

    private static uint Spread(uint value)
    {
        value = (value | (value << 8)) & 0x00FF00FF;
        value = (value | (value << 4)) & 0x0F0F0F0F;
        value = (value | (value << 2)) & 0x33333333;
        return (value | (value << 1)) & 0x55555555;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Encode(float[] points)
    {
        var frame = MapFrame.Of(points);
        side = frame.Side;
        var scale = side > 0 ? (1 << Levels) / (double)side : 0;
        var left = frame.CenterX - (side / 2.0);
        var bottom = frame.CenterY - (side / 2.0);
        for (var i = 0; i < count; i++)
        {
            var x = (uint)Math.Clamp((points[2 * i] - left) * scale, 0, (1 << Levels) - 1);
            var y = (uint)Math.Clamp((points[(2 * i) + 1] - bottom) * scale, 0, (1 << Levels) - 1);
            keys[i] = ((ulong)(Spread(x) | (Spread(y) << 1)) << 32) | (uint)i;
        }
    }

    /// <summary>
    /// Sorts by code, points of one code by their number: a radix sort from the lowest digit on, which keeps equals in order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort()
    {
        for (var shift = 32; shift < 64; shift += DigitBits)
        {
            Array.Clear(digitStarts);
            foreach (var key in keys)
            {
                digitStarts[(int)(key >> shift) & (digitStarts.Length - 1)]++;
            }

            var sum = 0;
            for (var digit = 0; digit < digitStarts.Length; digit++)
            {
                (digitStarts[digit], sum) = (sum, sum + digitStarts[digit]);
            }

            foreach (var key in keys)
            {
                spare[digitStarts[(int)(key >> shift) & (digitStarts.Length - 1)]++] = key;
            }

            (keys, spare) = (spare, keys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Divide()
    {
        NodeCount = 0;
        Groups.Clear();
        Add(0, count);
        open.Push((0, int.MaxValue));
        while (open.TryPop(out var next))
        {
            var node = nodes[next.Node];
            var size = node.End - node.First;
            var level = LevelOf(node.First, node.End);
            var leaf = size <= LeafPoints || level == Levels;
            if (next.Parent > GroupPoints && (size <= GroupPoints || leaf))
            {
                Groups.Add(next.Node);
            }

            if (leaf)
            {
                continue;
            }

            var firstChild = NodeCount;
            for (var start = node.First; start < node.End;)
            {
                var end = EndOfQuarter(start, node.End, 62 - (2 * level));
                open.Push((Add(start, end), size));
                start = end;
            }

            nodes[next.Node].Child = firstChild;
            nodes[next.Node].Children = NodeCount - firstChild;
        }
    }

    /// <summary>The level of the smallest cell that holds a range: half the leading bits its codes have in common.</summary>
    private int LevelOf(int first, int end) =>
        Math.Min(Levels, BitOperations.LeadingZeroCount((uint)((keys[first] ^ keys[end - 1]) >> 32)) / 2);

    private int Add(int first, int end)
    {
        if (NodeCount == nodes.Length)
        {
            Array.Resize(ref nodes, 2 * nodes.Length);
        }

        nodes[NodeCount] = new Node
        {
            X = (float)((sumsX[end] - sumsX[first]) / (end - first)),
            Y = (float)((sumsY[end] - sumsY[first]) / (end - first)),
            Width = side / (1 << LevelOf(first, end)),
            First = first,
            End = end,
        };
        return NodeCount++;
    }

    /// <summary>Where the points of the quarter that begins at <paramref name="start"/> end: where the leading bits change.</summary>
    private int EndOfQuarter(int start, int end, int shift)
    {
        var prefix = keys[start] >> shift;
        var (low, high) = (start + 1, end);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (keys[middle] >> shift == prefix)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>A cell: its points' centre and number, its side, and its children (none in a leaf).</summary>
    internal struct Node
    {
        public float X;
        public float Y;
        public float Width;
        public int First;
        public int End;
        public int Child;
        public int Children;
    }
}
