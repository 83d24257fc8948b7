using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Countenance.Retrieval;

/// <summary>
/// A matrix of embeddings prepared for <see cref="TileKernel"/>: moved to its mean and scaled by a power of two into [−1, 1] (which keeps
/// the cancellation in |y|² − 2x·y small and the squares in range), then stored in panels [P][D][32]. With y' such a column and x' a row
/// packed by <c>PackRow</c>, the product plus <see cref="SquaredNorms"/> is the score |y'|² − 2x'·y' = s²‖x − y‖² − |x'|².
/// </summary>
internal sealed unsafe class DistancePanels
{
    private readonly float[] center;
    private readonly AlignedFloats values;

    public DistancePanels(EmbeddingMatrix matrix, string parameterName, int threads = -1)
    {
        RequireFinite(matrix, parameterName);
        Matrix = matrix;
        Dimension = matrix.Dimension;
        Count = matrix.Count;
        PanelCount = (Count + TileKernel.Columns - 1) / TileKernel.Columns;
        (center, Scale) = SearchFrame.Of(matrix);
        values = new AlignedFloats(checked(PanelCount * Dimension * TileKernel.Columns));
        SquaredNorms = new float[PanelCount * TileKernel.Columns];
        PanelNorms = new float[PanelCount];
        Pack(threads);
    }

    /// <summary>The embeddings as they were given.</summary>
    public EmbeddingMatrix Matrix { get; }

    public int Dimension { get; }

    public int Count { get; }

    public int PanelCount { get; }

    /// <summary>The power of two by which coordinates were multiplied.</summary>
    public double Scale { get; }

    /// <summary>|y'|² of every column; +∞ for the columns that fill up the last panel.</summary>
    public float[] SquaredNorms { get; }

    /// <summary>The largest |y'| of every panel.</summary>
    public float[] PanelNorms { get; }

    /// <summary>Panel number <paramref name="index"/>, [D][32].</summary>
    public float* Panel(int index) => values.Pointer + ((long)index * Dimension * TileKernel.Columns);

    /// <summary>Writes −2x' into lane <paramref name="lane"/> of a group of rows [D][8] and returns |x'|².</summary>
    public double PackRow(ReadOnlySpan<float> row, float* group, int lane)
    {
        var norm = 0.0;
        for (var d = 0; d < row.Length; d++)
        {
            var moved = (float)(((double)row[d] - center[d]) * Scale);
            group[(d * TileKernel.Rows) + lane] = -2 * moved;
            norm += (double)moved * moved;
        }

        return norm;
    }

    /// <summary>The same for a row in double, such as a cluster's centre.</summary>
    public double PackRow(ReadOnlySpan<double> row, float* group, int lane)
    {
        var norm = 0.0;
        for (var d = 0; d < row.Length; d++)
        {
            var moved = (float)((row[d] - center[d]) * Scale);
            group[(d * TileKernel.Rows) + lane] = -2 * moved;
            norm += (double)moved * moved;
        }

        return norm;
    }

    /// <summary>Writes x' of row <paramref name="index"/> into a column of some panel, [D][32].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackColumn(int index, float* column)
    {
        var row = Matrix[index];
        ref var source = ref MemoryMarshal.GetReference(row);
        ref var origin = ref MemoryMarshal.GetArrayDataReference(center);
        var moved = stackalloc float[Vector256<float>.Count];
        var d = 0;
        for (; d <= row.Length - Vector256<float>.Count; d += Vector256<float>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)d));
            var (originLow, originHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref origin, (nuint)d));
            Vector256.Narrow((low - originLow) * Scale, (high - originHigh) * Scale).Store(moved);
            column[0] = moved[0];
            column[TileKernel.Columns] = moved[1];
            column[2 * TileKernel.Columns] = moved[2];
            column[3 * TileKernel.Columns] = moved[3];
            column[4 * TileKernel.Columns] = moved[4];
            column[5 * TileKernel.Columns] = moved[5];
            column[6 * TileKernel.Columns] = moved[6];
            column[7 * TileKernel.Columns] = moved[7];
            column += 8 * TileKernel.Columns;
        }

        for (; d < row.Length; d++, column += TileKernel.Columns)
        {
            *column = (float)(((double)row[d] - center[d]) * Scale);
        }
    }

    /// <summary>Asks for a row to be fetched, where the machine can: a row out of order waits long for memory.</summary>
    public void Prefetch(int index)
    {
        if (Sse.IsSupported)
        {
            // Not pinned: should the array move meanwhile, the wrong lines are fetched, which does no harm.
            var start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Matrix[index]));
            for (var offset = 0; offset < Dimension * sizeof(float); offset += 64)
            {
                Sse.Prefetch0(start + offset);
            }
        }
    }

    /// <summary>Throws when a value is NaN or infinite, naming its row.</summary>
    public static void RequireFinite(EmbeddingMatrix matrix, string parameterName)
    {
        if (matrix.Count == 0 || TensorPrimitives.IsFiniteAll<float>(matrix.Values))
        {
            return;
        }

        var place = Array.FindIndex(matrix.Values, static value => !float.IsFinite(value));
        throw new ArgumentException(
            $"Embeddings must be finite. Got {matrix.Values[place]} in row {place / matrix.Dimension}.", parameterName);
    }

    private void Pack(int threads)
    {
        Parallel.For(0, PanelCount, new ParallelOptions { MaxDegreeOfParallelism = threads }, panelIndex =>
        {
            var panel = Panel(panelIndex);
            for (var column = 0; column < TileKernel.Columns; column++)
            {
                var index = (panelIndex * TileKernel.Columns) + column;
                if (index >= Count)
                {
                    SquaredNorms[index] = float.PositiveInfinity;
                    continue;
                }

                PackColumn(index, panel + column);
                var norm = 0.0;
                for (var d = 0; d < Dimension; d++)
                {
                    double moved = panel[(d * TileKernel.Columns) + column];
                    norm += moved * moved;
                }

                SquaredNorms[index] = (float)norm;
                PanelNorms[panelIndex] = Math.Max(PanelNorms[panelIndex], (float)Math.Sqrt(norm));
            }
        });
    }
}
