using Countenance.Retrieval;

namespace Countenance.Reporting;

/// <summary>What a scatter shows, in figures: where each category lies and how much it keeps to itself.</summary>
internal static class ScatterStatistics
{
    /// <summary>Neighbours in the map that are looked at.</summary>
    public const int Neighbours = 10;

    private const int Cells = 24;

    /// <summary>The nearest points of each point in the map.</summary>
    public static NeighborLists Near(ScatterChart chart) => NearestNeighbors.SearchWithin(chart.Points, Neighbours);

    /// <summary>Of each category the number of its points, their mean, and the mean share of their nearest points that are of it.</summary>
    public static IReadOnlyList<(int Count, double X, double Y, double Kept)> Of(
        ScatterChart chart, ScatterColouring colouring, NeighborLists near)
    {
        var sums = new (int Count, double X, double Y, double Kept)[colouring.Categories.Count];
        for (int i = 0; i < chart.Points.Count; i++)
        {
            int category = colouring.CategoryOf[i];
            ref (int Count, double X, double Y, double Kept) sum = ref sums[category];
            int same = 0;
            foreach (int other in near[i])
            {
                same += colouring.CategoryOf[other] == category ? 1 : 0;
            }

            sum.Count++;
            sum.X += chart.Points[i][0];
            sum.Y += chart.Points[i][1];
            sum.Kept += near.K > 0 ? (double)same / near.K : double.NaN;
        }

        return [.. sums.Select(sum => (sum.Count, sum.X / sum.Count, sum.Y / sum.Count, sum.Kept / sum.Count))];
    }

    /// <summary>Where the name of each class is written: amid its densest part. By class index; classes without points are left out.</summary>
    public static IReadOnlyList<(int Class, double X, double Y)> Anchors(ScatterChart chart, ScatterColouring colouring)
    {
        int[] classOf = [.. colouring.CategoryOf.Select(category => colouring.Categories[category].Class)];
        ScatterFrame frame = ScatterFrame.Around(chart.Points);
        return
        [
            .. Enumerable.Range(0, classOf.Length).Where(i => classOf[i] >= 0).GroupBy(i => classOf[i]).OrderBy(group => group.Key)
                .Select(members => Anchor(members.Key, [.. members], chart.Points, frame)),
        ];
    }

    private static (int Class, double X, double Y) Anchor(int label, int[] members, EmbeddingMatrix points, ScatterFrame frame)
    {
        var counts = new int[Cells * Cells];
        int Cell(int i) => (Band(frame.U(points[i][0])) * Cells) + Band(frame.V(points[i][1]));
        foreach (int i in members)
        {
            counts[Cell(i)]++;
        }

        int best = Enumerable.Range(0, counts.Length).MaxBy(cell => Around(counts, cell));
        int[] inside = [.. members.Where(i => Math.Abs((Cell(i) / Cells) - (best / Cells)) <= 1 && Math.Abs((Cell(i) % Cells) - (best % Cells)) <= 1)];
        return (label, inside.Average(i => (double)points[i][0]), inside.Average(i => (double)points[i][1]));
    }

    private static int Band(double share) => Math.Clamp((int)(share * Cells), 0, Cells - 1);

    // Points in a cell and those around it; the cell itself counts twice.
    private static int Around(int[] counts, int cell)
    {
        int sum = counts[cell];
        for (int row = Math.Max(0, (cell / Cells) - 1); row <= Math.Min(Cells - 1, (cell / Cells) + 1); row++)
        {
            for (int column = Math.Max(0, (cell % Cells) - 1); column <= Math.Min(Cells - 1, (cell % Cells) + 1); column++)
            {
                sum += counts[(row * Cells) + column];
            }
        }

        return sum;
    }
}
