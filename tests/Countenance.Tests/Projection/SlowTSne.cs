namespace Countenance.Tests.Projection;

/// <summary>t-SNE's formulas in plain loops over all pairs, in double.</summary>
internal static class SlowTSne
{
    /// <summary>p_ij = (p_j|i + p_i|j) / 2N over all pairs, each point's β by bisection of its entropy.</summary>
    public static double[,] Joint(EmbeddingMatrix embeddings, double perplexity)
    {
        var n = embeddings.Count;
        var joint = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            var distances = Enumerable.Range(0, n).Select(j => SquaredDistance(embeddings, i, j)).ToArray();
            var (low, high) = (1e-12, 1e12);
            while (high / low > 1 + 1e-13)
            {
                var beta = Math.Sqrt(low * high);
                (low, high) = Entropy(Row(distances, i, beta)) > Math.Log(perplexity) ? (beta, high) : (low, beta);
            }

            var row = Row(distances, i, low);
            for (var j = 0; j < n; j++)
            {
                joint[i, j] += row[j] / (2 * n);
                joint[j, i] += row[j] / (2 * n);
            }
        }

        return joint;
    }

    public static double Entropy(IEnumerable<double> probabilities) =>
        -probabilities.Where(static p => p > 0).Sum(static p => p * Math.Log(p));

    /// <summary>Σ p_ij ln(p_ij / q_ij).</summary>
    public static double Divergence(double[,] joint, double[] points)
    {
        var normalizer = Normalizer(points);
        var sum = 0.0;
        for (var i = 0; i < joint.GetLength(0); i++)
        {
            for (var j = 0; j < joint.GetLength(0); j++)
            {
                if (joint[i, j] > 0)
                {
                    sum += joint[i, j] * Math.Log(joint[i, j] * normalizer / Kernel(points, i, j));
                }
            }
        }

        return sum;
    }

    /// <summary>4 Σ_j (exaggeration · p_ij − q_ij) k_ij (y_i − y_j).</summary>
    public static double[] Gradient(double[,] joint, double[] points, double exaggeration)
    {
        var normalizer = Normalizer(points);
        var gradient = new double[points.Length];
        for (var i = 0; i < joint.GetLength(0); i++)
        {
            for (var j = 0; j < joint.GetLength(0); j++)
            {
                if (i == j)
                {
                    continue;
                }

                var kernel = Kernel(points, i, j);
                var factor = 4 * ((exaggeration * joint[i, j]) - (kernel / normalizer)) * kernel;
                gradient[2 * i] += factor * (points[2 * i] - points[2 * j]);
                gradient[(2 * i) + 1] += factor * (points[(2 * i) + 1] - points[(2 * j) + 1]);
            }
        }

        return gradient;
    }

    /// <summary>Z = Σ_{i≠j} k_ij.</summary>
    public static double Normalizer(double[] points)
    {
        var sum = 0.0;
        for (var i = 0; i < points.Length / 2; i++)
        {
            for (var j = 0; j < points.Length / 2; j++)
            {
                sum += i == j ? 0 : Kernel(points, i, j);
            }
        }

        return sum;
    }

    /// <summary>Σ_j k(d)² (y_i − y_j) of every point.</summary>
    public static double[] Repulsion(double[] points)
    {
        var forces = new double[points.Length];
        for (var i = 0; i < points.Length / 2; i++)
        {
            for (var j = 0; j < points.Length / 2; j++)
            {
                var kernel = Kernel(points, i, j);
                forces[2 * i] += kernel * kernel * (points[2 * i] - points[2 * j]);
                forces[(2 * i) + 1] += kernel * kernel * (points[(2 * i) + 1] - points[(2 * j) + 1]);
            }
        }

        return forces;
    }

    private static double Kernel(double[] points, int i, int j)
    {
        var dx = points[2 * i] - points[2 * j];
        var dy = points[(2 * i) + 1] - points[(2 * j) + 1];
        return 1 / (1 + (dx * dx) + (dy * dy));
    }

    private static double[] Row(double[] distances, int self, double beta)
    {
        var nearest = distances.Where((_, j) => j != self).Min();
        var row = distances.Select((distance, j) => j == self ? 0 : Math.Exp(-beta * (distance - nearest))).ToArray();
        var sum = row.Sum();
        return Array.ConvertAll(row, value => value / sum);
    }

    private static double SquaredDistance(EmbeddingMatrix embeddings, int i, int j)
    {
        var sum = 0.0;
        for (var d = 0; d < embeddings.Dimension; d++)
        {
            sum += ((double)embeddings[i][d] - embeddings[j][d]) * ((double)embeddings[i][d] - embeddings[j][d]);
        }

        return sum;
    }
}
