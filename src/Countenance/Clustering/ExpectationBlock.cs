using System.Numerics;
using System.Numerics.Tensors;

namespace Countenance.Clustering;

/// <summary>
/// The E-step of up to 256 samples with the memory of one thread: p(k | z) = π_k N(z; μ_k, Σ_k) / p(z), through ln Σ exp, so that it is
/// finite however far a sample lies from every component.
/// </summary>
internal sealed unsafe class ExpectationBlock
{
    /// <summary>The most samples of a block.</summary>
    public const int Size = 256;

    private const int Width = DoubleTile.Columns;

    private readonly MixtureParameters parameters;
    private readonly int dimension;
    private readonly AlignedDoubles panels;                                         // [16][D][16] the samples
    private readonly AlignedDoubles difference;                                     // [D][16] one panel less a mean
    private readonly AlignedDoubles products = new(DoubleTile.Rows * Width);        // [8][16]
    private readonly AlignedDoubles squared = new(Width);                           // [16] ‖L⁻¹(z − μ)‖²
    private readonly double[] logs;                                                 // [K, 256]
    private readonly double[] largest = new double[Size];
    private readonly double[] sums = new double[Size];

    public ExpectationBlock(MixtureParameters parameters)
    {
        this.parameters = parameters;
        dimension = parameters.Dimension;
        panels = new AlignedDoubles(checked(Size * dimension));
        difference = new AlignedDoubles(dimension * Width);
        logs = new double[checked(parameters.Components * Size)];
    }

    /// <summary>The row of the block's first sample in the matrix.</summary>
    public int First { get; private set; }

    /// <summary>Samples in the block.</summary>
    public int Count { get; private set; }

    /// <summary>ln p(z) of every sample.</summary>
    public ReadOnlySpan<double> LogLikelihoods => sums.AsSpan(0, Count);

    /// <summary>p(k | z) of every sample for component k.</summary>
    public ReadOnlySpan<double> Posterior(int k) => Row(k);

    /// <summary>Computes posteriors and likelihoods of the rows from <paramref name="first"/> on.</summary>
    public void Run(EmbeddingMatrix samples, int first, int count)
    {
        First = first;
        Count = count;
        Pack(samples);
        for (var k = 0; k < parameters.Components; k++)
        {
            if (parameters.Weights[k] == 0)
            {
                Row(k).Fill(double.NegativeInfinity);
            }
            else
            {
                Densities(k, parameters.LogPeak(k));
            }
        }

        Normalize();
    }

    private Span<double> Row(int k) => logs.AsSpan(k * Size, Count);

    private void Pack(EmbeddingMatrix samples)
    {
        for (var i = 0; i < Count; i++)
        {
            var row = samples[First + i];
            var target = panels.Pointer + (i / Width * dimension * Width) + (i % Width);
            for (var d = 0; d < row.Length; d++)
            {
                target[d * Width] = row[d];
            }
        }
    }

    /// <summary>logs[k] = ln π_k N(z; μ_k, Σ_k).</summary>
    private void Densities(int k, double peak)
    {
        var row = Row(k);
        for (var start = 0; start < Count; start += Width)
        {
            Subtract(panels.Pointer + (start * dimension), parameters.Mean(k));
            squared.Span.Clear();
            if (parameters.Kind == CovarianceKind.Full)
            {
                Whiten(parameters.Whitening(k));
            }
            else
            {
                Scale(parameters.Whitening(k));
            }

            for (var i = 0; i < Math.Min(Width, Count - start); i++)
            {
                row[start + i] = peak - (0.5 * squared.Pointer[i]);
            }
        }
    }

    private void Subtract(double* panel, ReadOnlySpan<double> mean)
    {
        for (var d = 0; d < mean.Length; d++)
        {
            var center = new Vector<double>(mean[d]);
            for (var i = d * Width; i < (d + 1) * Width; i += Vector<double>.Count)
            {
                (Vector.Load(panel + i) - center).Store(difference.Pointer + i);
            }
        }
    }

    /// <summary>Adds the squares of L⁻¹(z − μ), eight coordinates at a time; those of L⁻¹ right of the diagonal are zero and left out.</summary>
    private void Whiten(double* whitening)
    {
        for (var row = 0; row < dimension; row += DoubleTile.Rows)
        {
            var group = whitening + (row / Width * dimension * Width) + (row % Width);
            DoubleTile.Multiply(group, difference.Pointer, Math.Min(dimension, row + DoubleTile.Rows), products.Pointer);
            AddSquares(products.Pointer, DoubleTile.Rows);
        }
    }

    private void Scale(double* inverseDeviations)
    {
        for (var d = 0; d < dimension; d++)
        {
            var factor = new Vector<double>(inverseDeviations[d]);
            for (var i = d * Width; i < (d + 1) * Width; i += Vector<double>.Count)
            {
                (Vector.Load(difference.Pointer + i) * factor).Store(difference.Pointer + i);
            }
        }

        AddSquares(difference.Pointer, dimension);
    }

    /// <summary>squared[c] += Σ_r rows[r][c]².</summary>
    private void AddSquares(double* rows, int count)
    {
        for (var column = 0; column < Width; column += Vector<double>.Count)
        {
            var sum = Vector.Load(squared.Pointer + column);
            for (var r = 0; r < count; r++)
            {
                var value = Vector.Load(rows + (r * Width) + column);
                sum = Vector.MultiplyAddEstimate(value, value, sum);
            }

            sum.Store(squared.Pointer + column);
        }
    }

    /// <summary>Turns log densities into posteriors, sample by sample in every lane, and leaves ln p(z) in the sums.</summary>
    private void Normalize()
    {
        var most = largest.AsSpan(0, Count);
        var sum = sums.AsSpan(0, Count);
        most.Fill(double.NegativeInfinity);
        sum.Clear();
        for (var k = 0; k < parameters.Components; k++)
        {
            TensorPrimitives.Max(most, Row(k), most);
        }

        for (var k = 0; k < parameters.Components; k++)
        {
            var row = Row(k);
            TensorPrimitives.Subtract(row, most, row);
            TensorPrimitives.Exp(row, row);
            TensorPrimitives.Add(sum, row, sum);
        }

        for (var k = 0; k < parameters.Components; k++)
        {
            TensorPrimitives.Divide(Row(k), sum, Row(k));
        }

        TensorPrimitives.Log(sum, sum);
        TensorPrimitives.Add(sum, most, sum);
    }
}
