using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Countenance.Projection;

/// <summary>The repulsion of many weighted sources on one point, eight at a time.</summary>
internal static class PointKernel
{
    /// <summary>Sources are filled up to a multiple of this with mass 0.</summary>
    public const int Step = 8;

    /// <summary>
    /// Σ_j m_j k(d_j)² (y − y_j) and Σ_j m_j k(d_j), k(d) = 1 / (1 + d²); a source at the point itself counts with k = 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe (float X, float Y, float Kernel) Sum(float x, float y, float* xs, float* ys, float* masses, int count)
    {
        var one = Vector256<float>.One;
        var left = Vector256.Create(x);
        var bottom = Vector256.Create(y);
        var forceX = Vector256<float>.Zero;
        var forceY = Vector256<float>.Zero;
        var kernel = Vector256<float>.Zero;
        for (var j = 0; j < count; j += Step)
        {
            var dx = left - Vector256.Load(xs + j);
            var dy = bottom - Vector256.Load(ys + j);
            var near = one / Vector256.MultiplyAddEstimate(dx, dx, Vector256.MultiplyAddEstimate(dy, dy, one));
            var weighted = near * Vector256.Load(masses + j);
            kernel += weighted;
            weighted *= near;
            forceX = Vector256.MultiplyAddEstimate(weighted, dx, forceX);
            forceY = Vector256.MultiplyAddEstimate(weighted, dy, forceY);
        }

        return (Vector256.Sum(forceX), Vector256.Sum(forceY), Vector256.Sum(kernel));
    }
}
