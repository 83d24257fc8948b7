using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Countenance.Clustering;

/// <summary>
/// The M-step of one component with the memory of one thread: n = Σ r_i, μ = Σ r_i z_i / n, Σ = Σ r_i (z_i − μ)(z_i − μ)ᵀ / n + εI. Only
/// samples with r_i ≥ 2⁻⁴⁰ are gathered: the others together weigh less than N·10⁻¹² of a sample, below the rounding of the result in
/// single precision unless a component holds less than a hundred-thousandth of the samples.
/// </summary>
internal sealed unsafe class ComponentEstimate
{
    private const float Negligible = 1f / (1L << 40);
    private const int BatchSize = 128;
    private const int Width = DoubleTile.Columns;

    private readonly EmbeddingMatrix samples;
    private readonly int dimension;
    private readonly int panelCount;
    private readonly List<int> members = [];
    private readonly double[] row;              // [D] one sample
    private readonly AlignedDoubles batch;      // [D/16][128][16] √r (z − μ)
    private readonly AlignedDoubles products = new(DoubleTile.Rows * Width);
    private readonly double[] scatter;          // [padded D, padded D], the tiles on and above the diagonal

    public ComponentEstimate(EmbeddingMatrix samples, CovarianceKind kind)
    {
        this.samples = samples;
        dimension = samples.Dimension;
        panelCount = MixtureParameters.PanelCount(dimension);
        row = new double[dimension];
        var padded = kind == CovarianceKind.Full ? panelCount * Width : 0;
        batch = new AlignedDoubles(padded * BatchSize);
        scatter = new double[checked(padded * padded)];
    }

    /// <summary>Writes mean and covariance of component <paramref name="k"/> and makes it ready for the E-step.</summary>
    /// <param name="responsibilities">r, [N].</param>
    /// <param name="parameters">What is written, unless the component holds less than <paramref name="leastMass"/>.</param>
    /// <param name="k">The component.</param>
    /// <param name="ridge">ε.</param>
    /// <param name="leastMass">The least n that makes an estimate; positive.</param>
    /// <returns>n.</returns>
    public double Write(ReadOnlySpan<float> responsibilities, MixtureParameters parameters, int k, double ridge, double leastMass)
    {
        var mass = Gather(responsibilities);
        if (mass < leastMass)
        {
            return mass;
        }

        var mean = parameters.Mean(k);
        var covariance = parameters.Covariance(k);
        Mean(responsibilities, mass, mean);
        if (parameters.Kind == CovarianceKind.Full)
        {
            Scatter(responsibilities, mean);
            Symmetric(mass, covariance);
            for (var d = 0; d < dimension; d++)
            {
                covariance[(d * dimension) + d] += ridge;
            }
        }
        else
        {
            Variances(responsibilities, mean, mass, covariance, parameters.Kind);
            TensorPrimitives.Add(covariance, ridge, covariance);
        }

        parameters.Prepare(k, ridge);
        return mass;
    }

    /// <summary>Lists the samples that count; returns the sum of their responsibilities.</summary>
    private double Gather(ReadOnlySpan<float> responsibilities)
    {
        members.Clear();
        var mass = 0.0;
        for (var i = 0; i < responsibilities.Length; i++)
        {
            if (responsibilities[i] >= Negligible)
            {
                members.Add(i);
                mass += responsibilities[i];
            }
        }

        return mass;
    }

    private void Mean(ReadOnlySpan<float> responsibilities, double mass, Span<double> mean)
    {
        mean.Clear();
        foreach (var i in members)
        {
            Widen(samples[i], row);
            TensorPrimitives.MultiplyAdd(row, (double)responsibilities[i], mean, mean);
        }

        TensorPrimitives.Divide(mean, mass, mean);
    }

    private void Variances(
        ReadOnlySpan<float> responsibilities, ReadOnlySpan<double> mean, double mass, Span<double> covariance, CovarianceKind kind)
    {
        Span<double> sums = new double[dimension];
        foreach (var i in members)
        {
            Widen(samples[i], row);
            TensorPrimitives.Subtract(row, mean, row);
            TensorPrimitives.Multiply(row, row, row);
            TensorPrimitives.MultiplyAdd(row, (double)responsibilities[i], sums, sums);
        }

        TensorPrimitives.Divide(sums, mass, sums);
        if (kind == CovarianceKind.Diagonal)
        {
            sums.CopyTo(covariance);
        }
        else
        {
            covariance[0] = TensorPrimitives.Sum<double>(sums) / dimension;
        }
    }

    private void Scatter(ReadOnlySpan<float> responsibilities, ReadOnlySpan<double> mean)
    {
        Array.Clear(scatter);
        for (var start = 0; start < members.Count; start += BatchSize)
        {
            var count = Math.Min(BatchSize, members.Count - start);
            for (var b = 0; b < count; b++)
            {
                var i = members[start + b];
                Widen(samples[i], row);
                TensorPrimitives.Subtract(row, mean, row);
                TensorPrimitives.Multiply(row, Math.Sqrt(responsibilities[i]), row);
                for (var d = 0; d < dimension; d += Width)
                {
                    var target = new Span<double>(batch.Pointer + (d * BatchSize) + (b * Width), Width);
                    row.AsSpan(d, Math.Min(Width, dimension - d)).CopyTo(target);
                }
            }

            AddProducts(count);
        }
    }

    /// <summary>scatter += ZᵀZ of the batch Z, for the tiles that reach the diagonal or lie above it.</summary>
    private void AddProducts(int count)
    {
        var padded = panelCount * Width;
        for (var d = 0; d < dimension; d += DoubleTile.Rows)
        {
            var left = batch.Pointer + (d / Width * BatchSize * Width) + (d % Width);
            for (var panel = d / Width; panel < panelCount; panel++)
            {
                DoubleTile.Multiply(left, batch.Pointer + (panel * BatchSize * Width), count, products.Pointer);
                for (var r = 0; r < DoubleTile.Rows; r++)
                {
                    var target = scatter.AsSpan(((d + r) * padded) + (panel * Width), Width);
                    TensorPrimitives.Add(target, new ReadOnlySpan<double>(products.Pointer + (r * Width), Width), target);
                }
            }
        }
    }

    private void Symmetric(double mass, Span<double> covariance)
    {
        var padded = panelCount * Width;
        for (var a = 0; a < dimension; a++)
        {
            for (var b = a; b < dimension; b++)
            {
                var value = scatter[(a * padded) + b] / mass;
                covariance[(a * dimension) + b] = value;
                covariance[(b * dimension) + a] = value;
            }
        }
    }

    private static void Widen(ReadOnlySpan<float> source, double[] target)
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        ref var to = ref MemoryMarshal.GetArrayDataReference(target);
        var d = 0;
        for (; d <= source.Length - Vector256<float>.Count; d += Vector256<float>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)d));
            low.StoreUnsafe(ref to, (nuint)d);
            high.StoreUnsafe(ref to, (nuint)d + 4);
        }

        for (; d < source.Length; d++)
        {
            target[d] = source[d];
        }
    }
}
