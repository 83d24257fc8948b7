using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>The attraction between neighbours, A_i = Σ_j p_ij k(d_ij) (y_i − y_j) with k(d) = 1 / (1 + d²).</summary>
internal static unsafe class AttractiveForces
{
    /// <summary>A_i of one point.</summary>
    /// <param name="graph">The probabilities p_ij.</param>
    /// <param name="points">Positions (x, y), [N, 2]; a pair is read as one number of 64 bits.</param>
    /// <param name="index">i.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (float X, float Y) On(AffinityGraph graph, float[] points, int index)
    {
        var start = graph.RowStarts[index];
        var end = graph.RowStarts[index + 1];
        fixed (float* positions = points, values = graph.Values)
        {
            fixed (int* columns = graph.Columns)
            {
                var pairs = (long*)positions;
                var own = Vector256.Create(pairs[index]).AsSingle();
                var first = Vector256<float>.Zero;
                var second = Vector256<float>.Zero;
                for (var entry = start; entry < end; entry += AffinityGraph.Step)
                {
                    first = Add(first, own, pairs, columns + entry, values + entry);
                    second = Add(second, own, pairs, columns + entry + 4, values + entry + 4);
                }

                first += second;
                return (first[0] + first[2] + first[4] + first[6], first[1] + first[3] + first[5] + first[7]);
            }
        }
    }

    /// <summary>Four neighbours at once, x and y side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> sum, Vector256<float> own, long* pairs, int* columns, float* values)
    {
        var others = Vector256.Create(pairs[columns[0]], pairs[columns[1]], pairs[columns[2]], pairs[columns[3]]).AsSingle();
        var apart = own - others;
        var squares = apart * apart;
        var distances = squares + Vector256.Shuffle(squares, Vector256.Create(1, 0, 3, 2, 5, 4, 7, 6));
        var weights = Vector256.Shuffle(Vector128.Load(values).ToVector256Unsafe(), Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3));
        return Vector256.MultiplyAddEstimate(weights / (Vector256<float>.One + distances), apart, sum);
    }
}
