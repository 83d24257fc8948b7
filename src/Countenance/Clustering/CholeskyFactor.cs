using System.Numerics.Tensors;

namespace Countenance.Clustering;

/// <summary>LLᵀ = Σ and L⁻¹ of one covariance, row-major [D, D], in double.</summary>
internal static class CholeskyFactor
{
    /// <summary>
    /// Writes L over the lower triangle of Σ (the upper one is left as it was) and returns ln|Σ|. No pivot of a covariance whose
    /// eigenvalues are at least <paramref name="floor"/> lies below it, so one that rounding has put there is raised to it.
    /// </summary>
    public static double Decompose(Span<double> matrix, int dimension, double floor)
    {
        var logDeterminant = 0.0;
        for (var i = 0; i < dimension; i++)
        {
            var row = matrix.Slice(i * dimension, dimension);
            for (var j = 0; j < i; j++)
            {
                var above = matrix.Slice(j * dimension, j + 1);
                row[j] = (row[j] - TensorPrimitives.Dot<double>(row[..j], above[..j])) / above[j];
            }

            var pivot = Math.Max(floor, row[i] - TensorPrimitives.Dot<double>(row[..i], row[..i]));
            row[i] = Math.Sqrt(pivot);
            logDeterminant += Math.Log(pivot);
        }

        return logDeterminant;
    }

    /// <summary>Writes L⁻¹ into the lower triangle of <paramref name="inverse"/>, row by row from those above.</summary>
    public static void Invert(ReadOnlySpan<double> factor, Span<double> inverse, int dimension)
    {
        for (var i = 0; i < dimension; i++)
        {
            var row = inverse.Slice(i * dimension, i + 1);
            row.Clear();
            for (var j = 0; j < i; j++)
            {
                var above = inverse.Slice(j * dimension, j + 1);
                TensorPrimitives.MultiplyAdd(above, -factor[(i * dimension) + j], row[..(j + 1)], row[..(j + 1)]);
            }

            row[i] = 1;
            TensorPrimitives.Divide(row, factor[(i * dimension) + i], row);
        }
    }
}
