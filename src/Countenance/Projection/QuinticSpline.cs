using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>
/// The quintic B-spline's values at the six nodes about a place u in [0, 1): the nodes −2 … 3 in the first six lanes, zero in the last two.
/// </summary>
internal static class QuinticSpline
{
    // Lane by node, one polynomial in u each, times 120.
    private static readonly Vector256<float> Power0 = Vector256.Create(1f, 26, 66, 26, 1, 0, 0, 0) / 120;
    private static readonly Vector256<float> Power1 = Vector256.Create(-5f, -50, 0, 50, 5, 0, 0, 0) / 120;
    private static readonly Vector256<float> Power2 = Vector256.Create(10f, 20, -60, 20, 10, 0, 0, 0) / 120;
    private static readonly Vector256<float> Power3 = Vector256.Create(-10f, 20, 0, -20, 10, 0, 0, 0) / 120;
    private static readonly Vector256<float> Power4 = Vector256.Create(5f, -20, 30, -20, 5, 0, 0, 0) / 120;
    private static readonly Vector256<float> Power5 = Vector256.Create(-1f, 5, -10, 10, -5, 1, 0, 0) / 120;

    /// <summary>Nodes before the one at or below the place.</summary>
    public const int Before = 2;

    /// <summary>Nodes that a place weighs.</summary>
    public const int Nodes = 6;

    /// <summary>The six weights; they sum to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Weights(float u)
    {
        var place = Vector256.Create(u);
        var sum = Vector256.MultiplyAddEstimate(Power5, place, Power4);
        sum = Vector256.MultiplyAddEstimate(sum, place, Power3);
        sum = Vector256.MultiplyAddEstimate(sum, place, Power2);
        sum = Vector256.MultiplyAddEstimate(sum, place, Power1);
        return Vector256.MultiplyAddEstimate(sum, place, Power0);
    }

    /// <summary>Their derivatives by u; they sum to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Slopes(float u)
    {
        var place = Vector256.Create(u);
        var sum = Vector256.MultiplyAddEstimate(5 * Power5, place, 4 * Power4);
        sum = Vector256.MultiplyAddEstimate(sum, place, 3 * Power3);
        sum = Vector256.MultiplyAddEstimate(sum, place, 2 * Power2);
        return Vector256.MultiplyAddEstimate(sum, place, Power1);
    }

    /// <summary>The spline's own transform at the frequency θ: Σ_n b(n) cos nθ over its values at whole numbers; from 2/15 to 1.</summary>
    public static double Transform(double theta) => (66 + (52 * Math.Cos(theta)) + (2 * Math.Cos(2 * theta))) / 120;
}
