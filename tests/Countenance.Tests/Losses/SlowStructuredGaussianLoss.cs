namespace Countenance.Tests.Losses;

/// <summary>The structured Gaussian loss in plain loops, from method.md and nothing else.</summary>
internal static class SlowStructuredGaussianLoss
{
    public static double Of(LossGolden golden)
    {
        double total = 0;
        for (int i = 0; i < golden.Labels.Length; i++)
        {
            double[] posterior = Posterior(golden, i);
            double[] target = Target(golden, i);
            for (int c = 0; c < golden.Classes; c++)
            {
                double difference = posterior[c] - target[c];
                total += difference * difference;
            }

            total += golden.Likelihood * SquaredDistance(golden, i, (int)golden.Labels[i]) / (2 * golden.Sigma * golden.Sigma);
        }

        return total / golden.Labels.Length;
    }

    public static double CrossEntropyOf(LossGolden golden)
    {
        double total = 0;
        for (int i = 0; i < golden.Labels.Length; i++)
        {
            double[] posterior = Posterior(golden, i);
            double[] target = Target(golden, i);
            total -= Enumerable.Range(0, golden.Classes).Where(c => target[c] > 0).Sum(c => target[c] * Math.Log(posterior[c]));
        }

        return total / golden.Labels.Length;
    }

    /// <summary>
    /// The term of the batch mixed with itself in another order: λ·z + (1−λ)·z′ against the means of the batch, targets mixed alike.
    /// </summary>
    public static double RegeneratedOf(LossGolden golden, double lambda, long[] order, double crossEntropyWeight)
    {
        double total = 0;
        for (int i = 0; i < golden.Labels.Length; i++)
        {
            int other = (int)order[i];
            double[] point = Mixed(Point(golden, i), Point(golden, other), lambda);
            double[] target = Mixed(Target(golden, i), Target(golden, other), lambda);
            double[] posterior = Posterior(golden, label => SquaredDistance(golden, point, label, leftOut: -1));
            for (int c = 0; c < golden.Classes; c++)
            {
                double difference = posterior[c] - target[c];
                total += difference * difference;
                total -= target[c] > 0 ? crossEntropyWeight * target[c] * Math.Log(posterior[c]) : 0;
            }
        }

        return total / golden.Labels.Length;
    }

    private static double[] Mixed(double[] first, double[] second, double share)
        => [.. first.Zip(second, (a, b) => (share * a) + ((1 - share) * b))];

    private static double[] Point(LossGolden golden, int sample)
        => golden.EmbeddingValues[(sample * golden.Dimension)..((sample + 1) * golden.Dimension)];

    private static double[] Posterior(LossGolden golden, int sample)
        => Posterior(golden, label => SquaredDistance(golden, sample, label));

    private static double[] Posterior(LossGolden golden, Func<int, double> squaredDistance)
    {
        var density = new double[golden.Classes]; // 0 for a class that is absent
        for (int c = 0; c < golden.Classes; c++)
        {
            double prior = golden.Priors?[c] ?? 1.0 / golden.Classes;
            double exponent = -squaredDistance(c) / (2 * golden.Sigma * golden.Sigma);
            density[c] = Size(golden, c) == 0 ? 0 : prior * Math.Exp(exponent);
        }

        double evidence = density.Sum();
        return Array.ConvertAll(density, value => value / evidence);
    }

    private static int Size(LossGolden golden, int label) => golden.Labels.Count(candidate => candidate == label);

    private static double[] Target(LossGolden golden, int sample)
    {
        var target = new double[golden.Classes];
        for (int c = 0; c < golden.Classes; c++)
        {
            double known = golden.Targets?[(sample * golden.Classes) + c] ?? (golden.Labels[sample] == c ? 1 : 0);
            target[c] = Size(golden, c) > 0 ? known : 0;
        }

        double sum = target.Sum();
        return Array.ConvertAll(target, value => value / sum);
    }

    private static double SquaredDistance(LossGolden golden, int sample, int label)
    {
        bool leaveOut = golden.LeaveOneOut && golden.Labels[sample] == label && Size(golden, label) > 1;
        return SquaredDistance(golden, Point(golden, sample), label, leaveOut ? sample : -1);
    }

    private static double SquaredDistance(LossGolden golden, double[] point, int label, int leftOut)
    {
        double distance = 0;
        for (int d = 0; d < golden.Dimension; d++)
        {
            double sum = 0;
            int members = 0;
            for (int j = 0; j < golden.Labels.Length; j++)
            {
                if (golden.Labels[j] == label && j != leftOut)
                {
                    sum += golden.EmbeddingValues[(j * golden.Dimension) + d];
                    members++;
                }
            }

            double difference = point[d] - (members == 0 ? 0 : sum / members);
            distance += difference * difference;
        }

        return distance;
    }
}
