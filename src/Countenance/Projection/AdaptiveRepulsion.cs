namespace Countenance.Projection;

/// <summary>
/// Chooses for each iteration the way that is expected to be fastest, from the number of points and the extent of the map alone, so that
/// the same map always takes the same way. Early maps are small, and few nodes hold them; late ones may be cheaper by tree.
/// </summary>
internal sealed class AdaptiveRepulsion(int count, double theta, int threads) : IRepulsiveForces
{
    // Of one core, measured on one machine; only their ratios matter. Tree points and nodes also count by the logarithm of their number.
    private const double NanosecondsOfPair = 0.18;
    private const double NanosecondsOfTreePoint = 13;
    private const double NanosecondsOfGridPoint = 35;
    private const double NanosecondsOfNode = 1;

    private readonly Lazy<ExactRepulsion> exact = new(() => new ExactRepulsion(count, threads));
    private readonly Lazy<BarnesHutRepulsion> tree = new(() => new BarnesHutRepulsion(count, theta, threads));
    private readonly InterpolatedRepulsion interpolated = new(count, threads);

    /// <summary>The way that will be taken for a map of this extent.</summary>
    public TSneRepulsion Choose(float side)
    {
        var pairs = NanosecondsOfPair * count * count;
        var byTree = NanosecondsOfTreePoint * count * Math.Log2(count + 1);
        double nodes = interpolated.NodesFor(side);
        var byGrid = (NanosecondsOfGridPoint * count) + (NanosecondsOfNode * nodes * nodes * Math.Log2(nodes));
        return pairs <= Math.Min(byTree, byGrid) ? TSneRepulsion.Exact
            : byTree <= byGrid || !interpolated.CanHold(side) ? TSneRepulsion.BarnesHut
            : TSneRepulsion.Interpolation;
    }

    /// <inheritdoc/>
    public double Compute(float[] points, float[] forces) => Choose(MapFrame.Of(points).Side) switch
    {
        TSneRepulsion.Exact => exact.Value.Compute(points, forces),
        TSneRepulsion.BarnesHut => tree.Value.Compute(points, forces),
        _ => interpolated.Compute(points, forces),
    };
}
