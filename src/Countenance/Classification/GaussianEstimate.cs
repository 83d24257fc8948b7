using System.Numerics.Tensors;
using Countenance.Retrieval;

namespace Countenance.Classification;

/// <summary>Mean and covariance of one class's rows, in two passes in double.</summary>
internal static class GaussianEstimate
{
    /// <summary>Writes the mean [D] and the covariance [D, D]; returns the number of rows. Both stay zero when there is none.</summary>
    public static int OfClass(LabelledRows rows, int label, Span<float> mean, Span<float> covariance)
    {
        var dimension = mean.Length;
        var center = new double[dimension];
        var count = 0;
        for (var i = 0; i < rows.Labels.Length; i++)
        {
            if (rows.Labels[i] == label)
            {
                count++;
                AddTo(center, rows.Embeddings[i]);
            }
        }

        if (count == 0)
        {
            return 0;
        }

        TensorPrimitives.Divide(center, (double)count, center);
        var scatter = new double[dimension * dimension];
        var difference = new double[dimension];
        for (var i = 0; i < rows.Labels.Length; i++)
        {
            if (rows.Labels[i] != label)
            {
                continue;
            }

            var row = rows.Embeddings[i];
            for (var d = 0; d < dimension; d++)
            {
                difference[d] = row[d] - center[d];
            }

            for (var d = 0; d < dimension; d++)
            {
                var upper = scatter.AsSpan((d * dimension) + d, dimension - d);
                TensorPrimitives.MultiplyAdd(difference.AsSpan(d), difference[d], upper, upper);
            }
        }

        for (var a = 0; a < dimension; a++)
        {
            mean[a] = (float)center[a];
            for (var b = a; b < dimension; b++)
            {
                var value = (float)(scatter[(a * dimension) + b] / count);
                covariance[(a * dimension) + b] = value;
                covariance[(b * dimension) + a] = value;
            }
        }

        return count;
    }

    private static void AddTo(double[] sums, ReadOnlySpan<float> row)
    {
        for (var d = 0; d < row.Length; d++)
        {
            sums[d] += row[d];
        }
    }
}
