using System.Numerics.Tensors;
using Countenance.Retrieval;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Countenance.Projection;

/// <summary>
/// Principal component analysis: the orthogonal directions in which embeddings vary most, from the eigenvectors of their covariance
/// (1/(N−1)) Σ (z − μ)(z − μ)ᵀ, computed in double. Costs N·D² and D³.
/// </summary>
public sealed class PrincipalComponents
{
    private const int RowsOfPart = 16;
    private const int PointsOfPart = 512;

    private readonly int threads;

    private PrincipalComponents(double[] mean, EmbeddingMatrix directions, double[] variances, double totalVariance, int threads)
    {
        this.threads = threads;
        Mean = mean;
        Directions = directions;
        Variances = variances;
        TotalVariance = totalVariance;
    }

    /// <summary>μ, [D].</summary>
    public double[] Mean { get; }

    /// <summary>The directions, unit vectors, [C, D]; each with its largest coordinate (by size) positive.</summary>
    public EmbeddingMatrix Directions { get; }

    /// <summary>The variance along each direction, descending, [C].</summary>
    public double[] Variances { get; }

    /// <summary>The variance along all D directions together.</summary>
    public double TotalVariance { get; }

    /// <summary>Finds the components.</summary>
    /// <param name="embeddings">The embeddings, [N, D], finite, N ≥ 1; a single one has no variance.</param>
    /// <param name="components">C, how many, 1 to D.</param>
    /// <param name="threads">
    /// The most threads used, in projecting too; −1 for all of the machine's. The result does not depend on it.
    /// </param>
    /// <exception cref="ArgumentException">There are no embeddings, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="components"/> is not in 1–D.</exception>
    public static PrincipalComponents Fit(EmbeddingMatrix embeddings, int components, int threads = -1)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(components, embeddings.Dimension);
        if (embeddings.Count == 0)
        {
            throw new ArgumentException("There must be at least one embedding. Got none.", nameof(embeddings));
        }

        DistancePanels.RequireFinite(embeddings, nameof(embeddings));
        var mean = MeanOf(embeddings);
        var covariance = Covariance(embeddings, mean, threads);
        var dimension = embeddings.Dimension;
        var eigen = DenseMatrix.OfColumnMajor(dimension, dimension, covariance).Evd(Symmetricity.Symmetric);
        var directions = new float[components * dimension];
        var variances = new double[components];
        for (var c = 0; c < components; c++)
        {
            var column = dimension - 1 - c; // Eigenvalues ascend.
            variances[c] = Math.Max(0, eigen.EigenValues[column].Real);
            var vector = eigen.EigenVectors.Column(column).ToArray();
            var sign = vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0 ? -1 : 1;
            for (var d = 0; d < dimension; d++)
            {
                directions[(c * dimension) + d] = (float)(sign * vector[d]);
            }
        }

        var total = Enumerable.Range(0, dimension).Sum(d => covariance[(d * dimension) + d]);
        return new PrincipalComponents(mean, new EmbeddingMatrix(directions, dimension), variances, total, threads);
    }

    /// <summary>The coordinates along the components, (z − μ) · direction.</summary>
    /// <param name="embeddings">Embeddings of the same dimension, [N, D].</param>
    /// <returns>[N, C]; the caller's own.</returns>
    /// <exception cref="ArgumentException">The dimension differs.</exception>
    public EmbeddingMatrix Project(EmbeddingMatrix embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        if (embeddings.Dimension != Mean.Length)
        {
            throw new ArgumentException($"Embeddings must have dimension {Mean.Length}. Got {embeddings.Dimension}.", nameof(embeddings));
        }

        var components = Directions.Count;
        var projected = new float[checked(embeddings.Count * components)];
        new ParallelParts(threads).RunRanges(embeddings.Count, PointsOfPart, (first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                var row = embeddings[i];
                for (var c = 0; c < components; c++)
                {
                    var direction = Directions[c];
                    var sum = 0.0;
                    for (var d = 0; d < row.Length; d++)
                    {
                        sum += (row[d] - Mean[d]) * direction[d];
                    }

                    projected[(i * components) + c] = (float)sum;
                }
            }
        });
        return new EmbeddingMatrix(projected, components);
    }

    private static double[] MeanOf(EmbeddingMatrix embeddings)
    {
        var mean = new double[embeddings.Dimension];
        for (var i = 0; i < embeddings.Count; i++)
        {
            var row = embeddings[i];
            for (var d = 0; d < row.Length; d++)
            {
                mean[d] += row[d];
            }
        }

        TensorPrimitives.Divide(mean, embeddings.Count, mean);
        return mean;
    }

    /// <summary>[D, D]; each part sums some rows of it over all embeddings, in their order.</summary>
    private static double[] Covariance(EmbeddingMatrix embeddings, double[] mean, int threads)
    {
        var dimension = embeddings.Dimension;
        var covariance = new double[checked(dimension * dimension)];
        new ParallelParts(threads).RunRanges(dimension, RowsOfPart, (first, end) =>
        {
            var centered = new double[dimension];
            for (var i = 0; i < embeddings.Count; i++)
            {
                TensorPrimitives.ConvertTruncating(embeddings[i], centered.AsSpan());
                TensorPrimitives.Subtract(centered, mean, centered);
                for (var row = first; row < end; row++)
                {
                    var target = covariance.AsSpan((row * dimension) + row, dimension - row);
                    TensorPrimitives.MultiplyAdd(centered.AsSpan(row), centered[row], target, target);
                }
            }
        });
        for (var row = 0; row < dimension; row++)
        {
            for (var column = row; column < dimension; column++)
            {
                covariance[(row * dimension) + column] /= Math.Max(1, embeddings.Count - 1);
                covariance[(column * dimension) + row] = covariance[(row * dimension) + column];
            }
        }

        return covariance;
    }
}
