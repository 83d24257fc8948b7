using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Countenance.Retrieval;

/// <summary>Writes a row's code, a pair at each <paramref name="stride"/>-th place, and returns its squared length.</summary>
internal unsafe delegate int RowEncoder(ReadOnlySpan<float> row, int* target, int stride);

/// <summary>
/// Codes of a matrix's rows as <see cref="PairKernel"/> wants them: in panels [P][pairs][32], with half the squared norm of each. Columns
/// that fill up the last panel reach no limit.
/// </summary>
internal sealed unsafe class CodePanels
{
    private const int NeverReached = 1 << 30; // half a norm too large for any product

    private readonly int[] storage; // pinned
    private readonly int* codes;

    /// <summary>Room for the codes of <paramref name="rows"/> rows.</summary>
    public CodePanels(int rows, int pairs)
    {
        Pairs = pairs;
        Count = (rows + PairKernel.Columns - 1) / PairKernel.Columns;
        storage = GC.AllocateUninitializedArray<int>(checked((Count * pairs * PairKernel.Columns) + 16), pinned: true);
        codes = (int*)(((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(storage)) + 63) & ~(nuint)63);
        Half = GC.AllocateArray<int>(Count * PairKernel.Columns, pinned: true);
    }

    /// <summary>Pairs of coordinates of a row.</summary>
    public int Pairs { get; }

    /// <summary>Panels.</summary>
    public int Count { get; }

    /// <summary>⌊|code|² / 2⌋ of every column.</summary>
    public int[] Half { get; }

    /// <summary>A panel as an operand; rows and limits are the caller's to set.</summary>
    public PairTile Tile(int panel) => new()
    {
        Pairs = Pairs,
        Panel = Panel(panel),
        HalfNorms = (int*)Unsafe.AsPointer(ref Half[panel * PairKernel.Columns]), // pinned
    };

    /// <summary>Writes the codes of a panel's rows.</summary>
    /// <param name="panel">Which panel.</param>
    /// <param name="matrix">The rows of all panels.</param>
    /// <param name="encode">Makes a row's code.</param>
    /// <param name="squaredNorms">[32] Takes |code|² of the rows there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(int panel, EmbeddingMatrix matrix, RowEncoder encode, Span<int> squaredNorms)
    {
        for (var column = 0; column < PairKernel.Columns; column++)
        {
            var index = (panel * PairKernel.Columns) + column;
            var target = Panel(panel) + column;
            if (index < matrix.Count)
            {
                squaredNorms[column] = encode(matrix[index], target, PairKernel.Columns);
                Half[index] = squaredNorms[column] / 2;
                continue;
            }

            Half[index] = NeverReached;
            for (var pair = 0; pair < Pairs; pair++)
            {
                target[pair * PairKernel.Columns] = 0;
            }
        }
    }

    private int* Panel(int index) => codes + ((long)index * Pairs * PairKernel.Columns);
}
