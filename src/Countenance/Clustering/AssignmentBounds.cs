using Countenance.Retrieval;

namespace Countenance.Clustering;

/// <summary>
/// Hamerly's bounds (2010): for every sample the most its own centre can be away, and the least any other can be. When centres move, the
/// triangle inequality loosens both; while the first is less than the second the sample cannot have changed its cluster. Bounds allow for
/// the rounding of the distance kernel and for their own, so they hold exactly. Distances are in the scale of the panels.
/// </summary>
internal sealed class AssignmentBounds
{
    private const float Up = 1 + 1e-6f;
    private const float Down = 1 - 1e-6f;

    private readonly DistancePanels panels;
    private readonly float errorFactor;
    private readonly float[] upper;     // [N]
    private readonly float[] lower;     // [N]
    private readonly float[] moves;     // [K] how far each centre has moved
    private float largestMove;
    private float secondLargestMove;
    private int farthest;

    public AssignmentBounds(DistancePanels panels, int clusters)
    {
        this.panels = panels;
        errorFactor = (panels.Dimension + 8) * 1.1920929e-7f; // as in TileSearch
        upper = new float[panels.Count];
        lower = new float[panels.Count];
        moves = new float[clusters];
        Array.Fill(upper, float.PositiveInfinity);
    }

    /// <summary>Notes how far each centre has moved, [K], in units of the embedding.</summary>
    public void Move(ReadOnlySpan<double> distances)
    {
        (largestMove, secondLargestMove, farthest) = (0, 0, -1);
        for (var c = 0; c < moves.Length; c++)
        {
            moves[c] = (float)(distances[c] * panels.Scale) * Up;
            if (moves[c] > largestMove)
            {
                (largestMove, secondLargestMove, farthest) = (moves[c], largestMove, c);
            }
            else
            {
                secondLargestMove = Math.Max(secondLargestMove, moves[c]);
            }
        }
    }

    /// <summary>Loosens a sample's bounds by the last moves; whether its cluster still is its nearest. To be called once per move.</summary>
    public bool Hold(int sample, int cluster)
    {
        if (cluster < 0)
        {
            return false;
        }

        upper[sample] = (upper[sample] + moves[cluster]) * Up;
        lower[sample] = (lower[sample] - (cluster == farthest ? secondLargestMove : largestMove)) * Down;
        return upper[sample] < lower[sample];
    }

    /// <summary>Takes over what was measured: scores of the nearest and the second nearest centre.</summary>
    public void Set(int sample, float score, float secondScore, float largestCenterNorm)
    {
        var norm = panels.SquaredNorms[sample];
        var reach = panels.PanelNorms[sample / TileKernel.Columns] + largestCenterNorm;
        var error = errorFactor * reach * reach;
        upper[sample] = MathF.Sqrt(Math.Max(0, score + norm + error)) * Up;
        lower[sample] = MathF.Sqrt(Math.Max(0, secondScore + norm - error)) * Down;
    }
}
