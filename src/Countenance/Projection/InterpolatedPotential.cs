using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>
/// φ(y) = Σ_j k(‖y − y_j‖) of the points of a map and its gradient, at any place in the map's frame: the kernel k(d) = 1 / (1 + d²) is
/// interpolated on a grid, so φ is a convolution on the grid. After Linderman et al. (2019), who interpolate by polynomials of degree 2 or
/// 3 piece by piece; quintic splines are smooth, so that forces are their slopes, and need a fraction of the nodes.
/// </summary>
internal sealed unsafe class InterpolatedPotential(double largestSpacing, int threads)
{
    private const int FewestNodes = 72;   // never fewer than 50 intervals across the map
    private const int MostNodes = 4096;
    private const int MarginNodes = 10;   // the splines' reach
    private const double Headroom = 1.08; // room to grow into before the grid is laid out again
    private const double LeastFilled = 0.85;
    private const int BandRows = 6;       // a point reaches one band to the left of its own and one to the right

    private readonly ParallelParts parts = new(threads);
    private GridConvolution? convolution;
    private double spacing;
    private float perSpacing; // 1 / spacing
    private float originX;
    private float originY;
    private float constant;   // what the convolution leaves out
    private int[] bandStarts = [];
    private int[] bandOf = [];
    private int[] banded = [];

    /// <summary>The nodes per side that a map of this extent takes.</summary>
    public int NodesFor(float side) => GridConvolution.SmallestNodes(Math.Clamp(NodesNeeded(side), FewestNodes, MostNodes));

    /// <summary>Whether a map of this extent can be held without stretching the nodes apart.</summary>
    public bool CanHold(float side) => NodesNeeded(side) <= MostNodes;

    /// <summary>Takes the points of a map as sources.</summary>
    /// <param name="points">Positions (x, y), [N, 2], finite, at least one.</param>
    /// <param name="frame">Where φ will be read; holds all points.</param>
    public void Set(float[] points, MapFrame frame)
    {
        var grid = LayOut(frame);
        constant = (float)(grid.Offset * (points.Length / 2));
        SortIntoBands(points);
        grid.Grid.Span.Clear();
        var bands = bandStarts.Length - 1;
        parts.Run((bands + 1) / 2, pair => Spread(points, 2 * pair)); // Bands two apart touch no common node.
        parts.Run(bands / 2, pair => Spread(points, (2 * pair) + 1));
        grid.Run();
    }

    /// <summary>φ and its gradient at a place; a place outside of the frame counts as the nearest on its border.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (float Value, float SlopeX, float SlopeY) At(float x, float y)
    {
        var (column, u) = Place(x, originX);
        var (row, v) = Place(y, originY);
        var nodes = convolution!.Nodes;
        var corner = convolution.Grid.Pointer + ((column - QuinticSpline.Before) * nodes) + row - QuinticSpline.Before;
        var weights = QuinticSpline.Weights(u);
        var slopes = QuinticSpline.Slopes(u);
        var line = Vector256.Load(corner);
        var sum = line * QuinticSpline.Lane(weights, 0);
        var slope = line * QuinticSpline.Lane(slopes, 0);
        line = Vector256.Load(corner + nodes);
        sum = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(weights, 1), sum);
        slope = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(slopes, 1), slope);
        line = Vector256.Load(corner + (2 * nodes));
        sum = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(weights, 2), sum);
        slope = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(slopes, 2), slope);
        line = Vector256.Load(corner + (3 * nodes));
        sum = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(weights, 3), sum);
        slope = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(slopes, 3), slope);
        line = Vector256.Load(corner + (4 * nodes));
        sum = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(weights, 4), sum);
        slope = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(slopes, 4), slope);
        line = Vector256.Load(corner + (5 * nodes));
        sum = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(weights, 5), sum);
        slope = Vector256.MultiplyAddEstimate(line, QuinticSpline.Lane(slopes, 5), slope);
        var across = QuinticSpline.Weights(v);
        return (
            constant + Vector256.Sum(sum * across),
            perSpacing * Vector256.Sum(slope * across),
            perSpacing * Vector256.Sum(sum * QuinticSpline.Slopes(v)));
    }

    private double NodesNeeded(float side) => (side * Headroom / largestSpacing) + MarginNodes;

    /// <summary>Keeps the spacing while the map fills most of the grid; otherwise lays out a new one.</summary>
    private GridConvolution LayOut(MapFrame frame)
    {
        var side = Math.Max(frame.Side, 1e-9f);
        var reach = convolution is null ? 0 : spacing * (convolution.Nodes - MarginNodes);
        if (side > reach || side < LeastFilled * reach)
        {
            var nodes = NodesFor(side);
            if (convolution?.Nodes != nodes)
            {
                convolution = new GridConvolution(nodes, parts);
                bandStarts = new int[((nodes + BandRows - 1) / BandRows) + 1];
            }

            spacing = side * Headroom / (nodes - MarginNodes);
            perSpacing = (float)(1 / spacing);
            convolution.SetSpacing(spacing);
        }

        originX = (float)(frame.CenterX - (spacing * (convolution!.Nodes - 1) / 2));
        originY = (float)(frame.CenterY - (spacing * (convolution.Nodes - 1) / 2));
        return convolution;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Node, float Fraction) Place(float coordinate, float origin)
    {
        var place = (coordinate - origin) * perSpacing;
        var node = Math.Clamp((int)place, QuinticSpline.Before, convolution!.Nodes - QuinticSpline.Nodes);
        return (node, Math.Clamp(place - node, 0, 1));
    }

    /// <summary>Orders the points by band of rows, by a counting sort, so that bands can be filled at the same time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortIntoBands(float[] points)
    {
        if (banded.Length != points.Length / 2)
        {
            banded = new int[points.Length / 2];
            bandOf = new int[banded.Length];
        }

        Array.Clear(bandStarts);
        for (var i = 0; i < banded.Length; i++)
        {
            bandOf[i] = Place(points[2 * i], originX).Node / BandRows;
            bandStarts[bandOf[i] + 1]++;
        }

        for (var band = 1; band < bandStarts.Length; band++)
        {
            bandStarts[band] += bandStarts[band - 1];
        }

        var next = bandStarts.AsSpan().ToArray();
        for (var i = 0; i < banded.Length; i++)
        {
            banded[next[bandOf[i]]++] = 2 * i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Spread(float[] points, int band)
    {
        var nodes = convolution!.Nodes;
        foreach (var i in banded.AsSpan(bandStarts[band], bandStarts[band + 1] - bandStarts[band]))
        {
            var (column, u) = Place(points[i], originX);
            var (row, v) = Place(points[i + 1], originY);
            var weights = QuinticSpline.Weights(u);
            var across = QuinticSpline.Weights(v);
            var corner = convolution.Grid.Pointer + ((column - QuinticSpline.Before) * nodes) + row - QuinticSpline.Before;
            Add(corner, across * QuinticSpline.Lane(weights, 0));
            Add(corner + nodes, across * QuinticSpline.Lane(weights, 1));
            Add(corner + (2 * nodes), across * QuinticSpline.Lane(weights, 2));
            Add(corner + (3 * nodes), across * QuinticSpline.Lane(weights, 3));
            Add(corner + (4 * nodes), across * QuinticSpline.Lane(weights, 4));
            Add(corner + (5 * nodes), across * QuinticSpline.Lane(weights, 5));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* line, Vector256<float> values) => (Vector256.Load(line) + values).Store(line);
}
