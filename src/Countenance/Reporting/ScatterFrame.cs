namespace Countenance.Reporting;

/// <summary>The square around the points of a scatter; both axes have the same scale.</summary>
/// <param name="Left">Smallest x of the square.</param>
/// <param name="Low">Smallest y.</param>
/// <param name="Side">Its side, positive.</param>
internal readonly record struct ScatterFrame(double Left, double Low, double Side)
{
    /// <summary>The smallest square around the points, which lie in its middle.</summary>
    public static ScatterFrame Around(EmbeddingMatrix points)
    {
        (double left, double right, double low, double high) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        for (int i = 0; i < points.Count; i++)
        {
            (left, right) = (Math.Min(left, points[i][0]), Math.Max(right, points[i][0]));
            (low, high) = (Math.Min(low, points[i][1]), Math.Max(high, points[i][1]));
        }

        double side = points.Count == 0 ? 0 : Math.Max(right - left, high - low);
        return side > 0
            ? new(((left + right) / 2) - (side / 2), ((low + high) / 2) - (side / 2), side)
            : new(points.Count == 0 ? -0.5 : left - 0.5, points.Count == 0 ? -0.5 : low - 0.5, 1);
    }

    /// <summary>Position across, 0–1.</summary>
    public double U(double x) => (x - Left) / Side;

    /// <summary>Position upwards, 0–1.</summary>
    public double V(double y) => (y - Low) / Side;
}
