namespace Countenance.Reporting;

/// <summary>
/// A map of images as points in the plane, such as a t-SNE projection (the paper's Figures 2 and 7). <see cref="Sections.ScatterSection"/>
/// shows it in a page, <see cref="Figures.ScatterImage"/> draws it as a picture.
/// </summary>
public sealed class ScatterChart
{
    /// <summary>Puts the parts together; nothing is copied.</summary>
    /// <param name="title">Title.</param>
    /// <param name="points">Positions, [N, 2], finite; axes have no unit.</param>
    /// <param name="colourings">Ways to colour the points, the first shown first; empty for a single colour.</param>
    /// <param name="names">A name per image, such as its file; null when there are none.</param>
    /// <param name="thumbnails">Pictures shown when one points at them; null for none.</param>
    /// <exception cref="ArgumentException">Points are not in the plane or not finite, or lengths differ.</exception>
    public ScatterChart(
        string title,
        EmbeddingMatrix points,
        IReadOnlyList<ScatterColouring> colourings,
        IReadOnlyList<string>? names = null,
        ThumbnailAtlas? thumbnails = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(colourings);
        if (points.Dimension != 2)
        {
            throw new ArgumentException($"The points of a scatter must have 2 dimensions. Got {points.Dimension}.", nameof(points));
        }

        if (Array.FindIndex(points.Values, value => !float.IsFinite(value)) is var wrong and >= 0)
        {
            throw new ArgumentException($"Points must be finite. Got {points.Values[wrong]} for point {wrong / 2}.", nameof(points));
        }

        Check(points.Count, names?.Count, nameof(names));
        Check(points.Count, thumbnails?.Count, nameof(thumbnails));
        foreach (ScatterColouring colouring in colourings)
        {
            Check(points.Count, colouring.CategoryOf.Length, nameof(colourings));
        }

        Title = title;
        Points = points;
        Colourings = colourings.Count > 0 ? colourings : [ScatterColouring.ByClass(new int[points.Count], ["images"])];
        Names = names;
        Thumbnails = thumbnails;
    }

    /// <summary>Title.</summary>
    public string Title { get; }

    /// <summary>Positions, [N, 2].</summary>
    public EmbeddingMatrix Points { get; }

    /// <summary>Ways to colour the points; at least one.</summary>
    public IReadOnlyList<ScatterColouring> Colourings { get; }

    /// <summary>A name per image, or null.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Pictures, or null.</summary>
    public ThumbnailAtlas? Thumbnails { get; }

    /// <summary>
    /// The order in which points are drawn: a walk with a long step, so that no class covers the others because its images come last.
    /// </summary>
    internal static int[] DrawingOrder(int count)
    {
        int step = Math.Max(1, (int)(count * 0.6180339887));
        while (count > 1 && Gcd(step, count) != 1)
        {
            step++;
        }

        var order = new int[count];
        for (int i = 1; i < count; i++)
        {
            order[i] = (int)((order[i - 1] + (long)step) % count);
        }

        return order;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    private static void Check(int count, int? found, string parameter)
    {
        if (found is { } got && got != count)
        {
            throw new ArgumentException($"There must be one of {parameter} for each of {count} points. Got {got}.", parameter);
        }
    }
}
