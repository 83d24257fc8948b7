using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Countenance.Projection;

namespace Countenance.Retrieval;

/// <summary>
/// Codes of embeddings along the few directions that hold most of their variance, beside their <see cref="ShortCodes"/> and laid out alike.
/// A distance along some directions is a lower bound of the whole one, so these few pairs tell of most rows that they are too far away.
/// </summary>
internal sealed unsafe class HeadCodes
{
    /// <summary>For fewer rows finding the directions, by a program that has just started, costs more than they spare.</summary>
    public const int FewestRows = 1 << 18;

    private const int SampledRows = 1024;
    private const int LargestDimension = 256;
    private const double ShareOfVariance = 0.99;
    private const double LargestRounding = 4; // times that of the whole codes: beyond it a head tells little, and sums might overflow
    private const int Lanes = 8;           // the directions are a multiple of this

    private readonly AlignedFloats directions; // [D, C], times the scale
    private readonly AlignedFloats offsets;    // [C], what the center has along them, with the other sign

    private HeadCodes(PrincipalComponents components, int count, ShortCodes whole, double[] center)
    {
        Coordinates = count;
        var dimension = whole.Matrix.Dimension;
        directions = new AlignedFloats(dimension * count);
        offsets = new AlignedFloats(count);
        for (var c = 0; c < count; c++)
        {
            var offset = 0.0;
            for (var d = 0; d < dimension; d++)
            {
                var direction = components.Directions[c][d] * whole.Scale;
                directions.Span[(d * count) + c] = (float)direction;
                offset -= center[d] * direction;
            }

            offsets.Span[c] = (float)offset;
        }

        // Rounding to codes; and of D products and sums of numbers as large as a row is long, and of the directions themselves.
        var longest = ShortCodes.LongestQuery + (Math.Sqrt(center.Sum(value => value * value)) * whole.Scale);
        Rounding = (Math.Sqrt(count) * (0.5 + ((dimension + 8) * Math.ScaleB(longest, -24)))) + 0.001;
        Panels = new CodePanels(whole.Matrix.Count, count / 2);
    }

    /// <summary>C, a multiple of 8.</summary>
    public int Coordinates { get; }

    /// <summary>The codes, C/2 pairs each.</summary>
    public CodePanels Panels { get; }

    /// <summary>At least the distance between a row's coordinates and its code.</summary>
    public double Rounding { get; }

    /// <summary>
    /// The codes' place and directions; null where rows are few, no half of the directions holds most of the variance, or the rows lie so far
    /// from the origin that single precision loses sight of them.
    /// </summary>
    /// <param name="whole">The codes they stand beside.</param>
    /// <param name="center">What is subtracted from a row, [at least D].</param>
    /// <param name="fewestRows">For fewer there are none.</param>
    /// <param name="threads">The most threads used; −1 for all of the machine's.</param>
    public static HeadCodes? Find(ShortCodes whole, double[] center, int fewestRows, int threads)
    {
        var matrix = whole.Matrix;
        var dimension = matrix.Dimension;
        if (matrix.Count < fewestRows || dimension is < 2 * Lanes or > LargestDimension || whole.Scale is < 1e-30 or > 1e30)
        {
            return null;
        }

        var sampled = Math.Min(matrix.Count, SampledRows);
        var sample = matrix.Rows([.. Enumerable.Range(0, sampled).Select(i => (int)((long)i * matrix.Count / sampled))]);
        var components = PrincipalComponents.Fit(sample, dimension / 2, threads);
        var (count, held) = (0, 0.0);
        for (; count < dimension / 2 && held < ShareOfVariance * components.TotalVariance; count++)
        {
            held += components.Variances[count];
        }

        count = (count + Lanes - 1) / Lanes * Lanes;
        if (count == 0 || count > dimension / 2 || held < ShareOfVariance * components.TotalVariance)
        {
            return null;
        }

        var head = new HeadCodes(components, count, whole, center);
        return head.Rounding <= LargestRounding * whole.Rounding ? head : null;
    }

    /// <summary>Writes the codes of a panel's rows.</summary>
    public void Pack(int panel, EmbeddingMatrix matrix)
    {
        var squaredNorms = stackalloc int[PairKernel.Columns];
        Panels.Fill(panel, matrix, Encode, new Span<int>(squaredNorms, PairKernel.Columns));
    }

    /// <summary>Writes a row's code, a pair at each <paramref name="stride"/>-th place, and returns its squared length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Encode(ReadOnlySpan<float> row, int* target, int stride)
    {
        var coordinates = stackalloc float[Coordinates];
        Project(row, new Span<float>(coordinates, Coordinates));
        var sum = 0;
        for (var c = 0; c < Coordinates; c += 2, target += stride)
        {
            var (low, high) = ((int)coordinates[c], (int)coordinates[c + 1]); // whole numbers
            sum += (low * low) + (high * high);
            *target = (high << 16) | (low & 0xFFFF);
        }

        return sum;
    }

    /// <summary>Writes a row's coordinates along the directions in units of codes, [C], rounded to whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Project(ReadOnlySpan<float> row, Span<float> result)
    {
        fixed (float* x = row, target = result)
        {
            for (var c = 0; c < Coordinates; c += Lanes)
            {
                var direction = directions.Pointer + c;
                var even = Vector256.Load(offsets.Pointer + c);
                var odd = Vector256<float>.Zero;
                var d = 0;
                for (; d <= row.Length - 2; d += 2, direction += 2 * Coordinates)
                {
                    even = Vector256.FusedMultiplyAdd(Vector256.Create(x[d]), Vector256.Load(direction), even);
                    odd = Vector256.FusedMultiplyAdd(Vector256.Create(x[d + 1]), Vector256.Load(direction + Coordinates), odd);
                }

                if (d < row.Length)
                {
                    even = Vector256.FusedMultiplyAdd(Vector256.Create(x[d]), Vector256.Load(direction), even);
                }

                Vector256.Round(even + odd).Store(target + c);
            }
        }
    }
}
