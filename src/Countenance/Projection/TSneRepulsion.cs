namespace Countenance.Projection;

/// <summary>How the repulsion between all pairs of points of a map is summed.</summary>
public enum TSneRepulsion
{
    /// <summary>Whichever of the others is expected to be fastest for the number of points and the present size of the map.</summary>
    Auto,

    /// <summary>Every pair: N² terms an iteration.</summary>
    Exact,

    /// <summary>Distant points together, by a quadtree (van der Maaten, 2014): N log N.</summary>
    BarnesHut,

    /// <summary>
    /// The field of all points on a grid, by fast Fourier transforms (after Linderman et al., 2019): N, and the map's area.
    /// </summary>
    Interpolation,
}
