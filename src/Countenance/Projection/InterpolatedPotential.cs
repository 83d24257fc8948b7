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
    private const int MostNodes = 2048;
    private const int MarginNodes = 10;   // the splines' reach
    private const double Headroom = 1.08; // room to grow into before the grid is laid out again
    private const double LeastFilled = 0.85;
    private const int BandRows = 6;       // a point reaches one band to the left of its own and one to the right

    private readonly ParallelParts parts = new(threads);
    private GridConvolution? convolution;
    private double spacing;
    private double originX;
    private double originY;
    private double charges;
    private int[] bandStarts = [];
    private int[] banded = [];

    /// <summary>The nodes a side that a map of this extent needs.</summary>
    public int NodesFor(float side) => NodesFor(side, largestSpacing);

    /// <summary>Takes the points of a map as sources.</summary>
    /// <param name="points">Positions (x, y), [N, 2], finite, at least one.</param>
    /// <param name="frame">Where φ will be read; holds all points.</param>
    public void Set(float[] points, MapFrame frame)
    {
        var grid = LayOut(frame);
        charges = points.Length / 2;
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
        var sum = Vector256<float>.Zero;
        var slope = Vector256<float>.Zero;
        for (var line = 0; line < QuinticSpline.Nodes; line++, corner += nodes)
        {
            var values = Vector256.Load(corner);
            sum = Vector256.MultiplyAddEstimate(values, Vector256.Create(weights[line]), sum);
            slope = Vector256.MultiplyAddEstimate(values, Vector256.Create(slopes[line]), slope);
        }

        var across = QuinticSpline.Weights(v);
        return (
            (float)((charges * convolution.Offset) + Vector256.Sum(sum * across)),
            (float)(Vector256.Sum(slope * across) / spacing),
            (float)(Vector256.Sum(sum * QuinticSpline.Slopes(v)) / spacing));
    }

    private static int NodesFor(double side, double largestSpacing) => Math.Min(
        MostNodes, GridConvolution.SmallestNodes(Math.Max(FewestNodes, (side * Headroom / largestSpacing) + MarginNodes)));

    /// <summary>Keeps the spacing while the map fills most of the grid; otherwise lays out a new one.</summary>
    private GridConvolution LayOut(MapFrame frame)
    {
        var side = Math.Max(frame.Side, 1e-9f);
        var reach = convolution is null ? 0 : spacing * (convolution.Nodes - MarginNodes);
        if (side > reach || side < LeastFilled * reach)
        {
            var nodes = NodesFor(side, largestSpacing);
            if (convolution?.Nodes != nodes)
            {
                convolution = new GridConvolution(nodes, parts);
                bandStarts = new int[((nodes + BandRows - 1) / BandRows) + 1];
            }

            spacing = side * Headroom / (nodes - MarginNodes);
            convolution.SetSpacing(spacing);
        }

        originX = frame.CenterX - (spacing * (convolution!.Nodes - 1) / 2);
        originY = frame.CenterY - (spacing * (convolution.Nodes - 1) / 2);
        return convolution;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int Node, float Fraction) Place(float coordinate, double origin)
    {
        var place = (coordinate - origin) / spacing;
        var node = (int)Math.Clamp(place, QuinticSpline.Before, convolution!.Nodes - QuinticSpline.Nodes);
        return (node, (float)Math.Clamp(place - node, 0, 1));
    }

    /// <summary>Orders the points by band of rows, by a counting sort, so that bands can be filled at the same time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortIntoBands(float[] points)
    {
        Array.Clear(bandStarts);
        for (var i = 0; i < points.Length; i += 2)
        {
            bandStarts[(Place(points[i], originX).Node / BandRows) + 1]++;
        }

        for (var band = 1; band < bandStarts.Length; band++)
        {
            bandStarts[band] += bandStarts[band - 1];
        }

        if (banded.Length != points.Length / 2)
        {
            banded = new int[points.Length / 2];
        }

        var next = bandStarts.AsSpan().ToArray();
        for (var i = 0; i < points.Length; i += 2)
        {
            banded[next[Place(points[i], originX).Node / BandRows]++] = i;
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
            for (var line = 0; line < QuinticSpline.Nodes; line++, corner += nodes)
            {
                var weight = Vector256.Create(weights[line]);
                Vector256.MultiplyAddEstimate(across, weight, Vector256.Load(corner)).Store(corner);
            }
        }
    }
}
