using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Countenance.Retrieval;

namespace Countenance.Projection;

/// <summary>
/// Counts, for pairs of embeddings, how many others are nearer: the ranks that trustworthiness needs, without sorting all distances. Scores
/// in single precision (see <see cref="TileKernel"/>) decide wherever their error cannot matter, exact distances elsewhere.
/// </summary>
internal sealed unsafe class NearerCounts(EmbeddingMatrix embeddings, int threads)
{
    private readonly DistancePanels panels = new(embeddings, nameof(embeddings), threads);

    /// <summary>For the k-th neighbour j of each i: how many rows other than i are strictly nearer to i than j is, [N, K].</summary>
    public int[] Of(NeighborLists neighbors)
    {
        var counts = new int[neighbors.Indices.Length];
        new ParallelParts(threads).RunRanges(neighbors.Count, TileKernel.Rows, (first, end) =>
        {
            var rows = new AlignedFloats(TileKernel.Rows * panels.Dimension);
            var products = new AlignedFloats(TileKernel.Rows * TileKernel.Columns);
            var queries = new Query[end - first];
            for (var i = first; i < end; i++)
            {
                var norm = panels.PackRow(embeddings[i], rows.Pointer, i - first);
                queries[i - first] = new Query(panels, i, norm, neighbors[i]);
            }

            for (var panel = 0; panel < panels.PanelCount; panel++)
            {
                TileKernel.Multiply(rows.Pointer, panels.Panel(panel), panels.Dimension, products.Pointer);
                for (var q = 0; q < queries.Length; q++)
                {
                    queries[q].Count(panel, products.Pointer + (q * TileKernel.Columns));
                }
            }

            for (var q = 0; q < queries.Length; q++)
            {
                queries[q].CopyTo(counts.AsSpan((first + q) * neighbors.K, neighbors.K));
            }
        });
        return counts;
    }

    /// <summary>One row with the neighbours whose ranks are wanted, in ascending order of their distance.</summary>
    private sealed class Query
    {
        private readonly DistancePanels panels;
        private readonly int row;
        private readonly float norm;
        private readonly int[] order;         // the neighbours by distance
        private readonly double[] distances;  // their exact squared distances, ascending
        private readonly float[] scores;      // the scores those distances would have
        private readonly int[] counts;

        public Query(DistancePanels panels, int row, double squaredNorm, ReadOnlySpan<int> neighbors)
        {
            this.panels = panels;
            this.row = row;
            norm = (float)Math.Sqrt(squaredNorm);
            order = [.. Enumerable.Range(0, neighbors.Length)];
            distances = new double[neighbors.Length];
            counts = new int[neighbors.Length];
            for (var j = 0; j < neighbors.Length; j++)
            {
                distances[j] = SquaredDistance.Between(panels.Matrix[row], panels.Matrix[neighbors[j]]);
            }

            Array.Sort(distances, order);
            var scale = panels.Scale;
            scores = Array.ConvertAll(distances, distance => (float)((distance * scale * scale) - squaredNorm));
        }

        public void CopyTo(Span<int> target)
        {
            for (var j = 0; j < order.Length; j++)
            {
                target[order[j]] = counts[j];
            }
        }

        /// <summary>Takes the columns of a panel into account.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Count(int panel, float* products)
        {
            var reach = norm + panels.PanelNorms[panel];
            var error = ((panels.Dimension + 10) * 1.1920929e-7f * reach * reach) + 1e-36f;
            fixed (float* columnNorms = &panels.SquaredNorms[panel * TileKernel.Columns])
            {
                for (var column = 0; column < TileKernel.Columns; column += Vector256<float>.Count)
                {
                    var score = Vector256.Load(products + column) + Vector256.Load(columnNorms + column);
                    var first = (panel * TileKernel.Columns) + column;
                    var others = row - first is >= 0 and < 8 ? ~(1u << (row - first)) : ~0u;

                    // From the farthest neighbour inwards: once nothing is nearer than one, nothing is nearer than the next.
                    for (var j = scores.Length - 1; j >= 0; j--)
                    {
                        var maybe = Vector256.LessThanOrEqual(score, Vector256.Create(scores[j] + error)).ExtractMostSignificantBits();
                        maybe &= others;
                        if (maybe == 0)
                        {
                            break;
                        }

                        var surely = Vector256.LessThan(score, Vector256.Create(scores[j] - error)).ExtractMostSignificantBits() & maybe;
                        counts[j] += BitOperations.PopCount(surely);
                        CountExactly(j, first, maybe & ~surely);
                    }
                }
            }
        }

        private void CountExactly(int j, int first, uint columns)
        {
            for (; columns != 0; columns &= columns - 1)
            {
                var other = first + BitOperations.TrailingZeroCount(columns);
                if (other < panels.Count
                    && SquaredDistance.Between(panels.Matrix[row], panels.Matrix[other]) < distances[j])
                {
                    counts[j]++;
                }
            }
        }
    }
}
