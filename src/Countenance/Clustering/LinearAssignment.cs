namespace Countenance.Clustering;

/// <summary>The assignment problem: every row gets a column of its own so that the sum of what was picked is largest.</summary>
public static class LinearAssignment
{
    /// <summary>Solves it exactly by shortest augmenting paths (Kuhn 1955, Munkres 1957), in O(n³).</summary>
    /// <param name="gains">What row i gives with column j, [n, n].</param>
    /// <returns>Column of each row, a permutation [n].</returns>
    /// <exception cref="ArgumentException">The matrix is not square.</exception>
    public static int[] Maximise(int[,] gains)
    {
        ArgumentNullException.ThrowIfNull(gains);
        int n = gains.GetLength(0);
        if (gains.GetLength(1) != n)
        {
            throw new ArgumentException($"Gains must be square. Got {n}×{gains.GetLength(1)}.", nameof(gains));
        }

        // Row and column 0 stand for "none"; costs are negated gains.
        var rowPotential = new long[n + 1];
        var columnPotential = new long[n + 1];
        var rowOf = new int[n + 1];
        for (int row = 1; row <= n; row++)
        {
            Augment(gains, row, rowPotential, columnPotential, rowOf);
        }

        var columns = new int[n];
        for (int column = 1; column <= n; column++)
        {
            columns[rowOf[column] - 1] = column - 1;
        }

        return columns;
    }

    private static void Augment(int[,] gains, int row, long[] rowPotential, long[] columnPotential, int[] rowOf)
    {
        int n = rowOf.Length - 1;
        var cameFrom = new int[n + 1];
        var slack = new long[n + 1];
        var visited = new bool[n + 1];
        Array.Fill(slack, long.MaxValue);
        rowOf[0] = row;
        int column = 0;
        do
        {
            visited[column] = true;
            int current = rowOf[column];
            int nearest = 0;
            long step = long.MaxValue;
            for (int next = 1; next <= n; next++)
            {
                if (visited[next])
                {
                    continue;
                }

                long cost = -gains[current - 1, next - 1] - rowPotential[current] - columnPotential[next];
                if (cost < slack[next])
                {
                    slack[next] = cost;
                    cameFrom[next] = column;
                }

                if (slack[next] < step)
                {
                    step = slack[next];
                    nearest = next;
                }
            }

            for (int j = 0; j <= n; j++)
            {
                if (visited[j])
                {
                    rowPotential[rowOf[j]] += step;
                    columnPotential[j] -= step;
                }
                else
                {
                    slack[j] -= step;
                }
            }

            column = nearest;
        }
        while (rowOf[column] != 0);

        for (; column != 0; column = cameFrom[column])
        {
            rowOf[column] = rowOf[cameFrom[column]];
        }
    }
}
