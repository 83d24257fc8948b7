using System.Numerics;
using System.Runtime.CompilerServices;
using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>What <see cref="CenterSearch"/> finds for the 32 samples of a panel, and the memory it needs.</summary>
internal unsafe struct NearestCenters
{
    /// <summary>|c|² − 2z·c of the nearest centre.</summary>
    public fixed float Score[TileKernel.Columns];

    /// <summary>The same of the second nearest; +∞ when there is one centre only.</summary>
    public fixed float SecondScore[TileKernel.Columns];

    /// <summary>The nearest centre, the lowest of equals.</summary>
    public fixed int Center[TileKernel.Columns];

    /// <summary>One tile of the kernel, [8][32].</summary>
    public fixed float Products[TileKernel.Rows * TileKernel.Columns];
}

/// <summary>The centres of k-means packed for the distance kernel, in the frame of the samples' panels.</summary>
internal sealed unsafe class CenterSearch
{
    private readonly DistancePanels panels;
    private readonly int clusters;
    private readonly int groups;
    private readonly AlignedFloats rows;    // [groups, D, 8]
    private readonly float[] norms;         // [groups · 8] |c|²; +∞ where there is no centre

    public CenterSearch(DistancePanels panels, int clusters)
    {
        this.panels = panels;
        this.clusters = clusters;
        groups = (clusters + TileKernel.Rows - 1) / TileKernel.Rows;
        rows = new AlignedFloats(groups * TileKernel.Rows * panels.Dimension);
        norms = new float[groups * TileKernel.Rows];
        Array.Fill(norms, float.PositiveInfinity);
    }

    /// <summary>The largest |c|.</summary>
    public float LargestNorm { get; private set; }

    /// <summary>Takes over the centres, [K, D].</summary>
    public void Pack(ReadOnlySpan<double> centers)
    {
        var largest = 0.0;
        for (var c = 0; c < clusters; c++)
        {
            var group = rows.Pointer + (c / TileKernel.Rows * TileKernel.Rows * panels.Dimension);
            var norm = panels.PackRow(centers.Slice(c * panels.Dimension, panels.Dimension), group, c % TileKernel.Rows);
            norms[c] = (float)norm;
            largest = Math.Max(largest, norm);
        }

        LargestNorm = (float)Math.Sqrt(largest);
    }

    /// <summary>Finds the two nearest centres of every column of a panel, [D][32].</summary>
    public void Find(float* panel, NearestCenters* found)
    {
        new Span<float>(found->Score, TileKernel.Columns).Fill(float.PositiveInfinity);
        new Span<float>(found->SecondScore, TileKernel.Columns).Fill(float.PositiveInfinity);
        new Span<int>(found->Center, TileKernel.Columns).Clear();
        for (var group = 0; group < groups; group++)
        {
            var packed = rows.Pointer + (group * TileKernel.Rows * panels.Dimension);
            TileKernel.Multiply(packed, panel, panels.Dimension, found->Products);
            KeepNearest(found, group * TileKernel.Rows);
        }
    }

    /// <summary>Compares the scores of eight centres; strictly, so that the lowest of equals stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void KeepNearest(NearestCenters* found, int firstCenter)
    {
        for (var column = 0; column < TileKernel.Columns; column += Vector<float>.Count)
        {
            var lowest = Vector.Load(found->Score + column);
            var second = Vector.Load(found->SecondScore + column);
            var index = Vector.Load(found->Center + column);
            for (var r = 0; r < TileKernel.Rows; r++)
            {
                var product = Vector.Load(found->Products + (r * TileKernel.Columns) + column);
                var score = product + new Vector<float>(norms[firstCenter + r]);
                var lower = Vector.LessThan(score, lowest);
                second = Vector.Min(second, Vector.Max(score, lowest));
                lowest = Vector.ConditionalSelect(lower, score, lowest);
                index = Vector.ConditionalSelect(lower, new Vector<int>(firstCenter + r), index);
            }

            lowest.Store(found->Score + column);
            second.Store(found->SecondScore + column);
            index.Store(found->Center + column);
        }
    }
}
