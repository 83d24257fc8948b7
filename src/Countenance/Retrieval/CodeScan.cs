using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Countenance.Retrieval;

/// <summary>
/// One thread's scan of byte codes for one query. With d̂ = |x̂ − y'| (computed in single precision, its square wrong by at most
/// e = (D + 8)·2⁻²³·(|x̂| + |y'|)²), a row's distance lies within d̂ ± (its code's error + the query's). A row is dropped only when its
/// lower bound exceeds the k-th smallest upper bound seen so far.
/// </summary>
internal sealed unsafe class CodeScan
{
    private const int FirstPrune = 4096;

    private readonly ByteCodes codes;
    private readonly int k;
    private readonly Func<int, bool>? allowed;
    private readonly float[] query;
    private readonly double queryError;
    private readonly double squaredNorm;
    private readonly double norm;
    private readonly double errorFactor;
    private readonly PriorityQueue<float, float> nearest = new(); // the k smallest upper bounds, the largest on top
    private List<(int Index, float Lower)> candidates = [];
    private int prune = FirstPrune;
    private float bound = float.PositiveInfinity;

    public CodeScan(ByteCodes codes, ReadOnlySpan<float> query, int k, Func<int, bool>? allowed)
    {
        this.codes = codes;
        this.k = k;
        this.allowed = allowed;
        this.query = new float[codes.Dimension];
        queryError = codes.Move(query, this.query);
        foreach (float value in this.query)
        {
            squaredNorm += (double)value * value;
        }

        norm = Math.Sqrt(squaredNorm);
        errorFactor = (codes.Dimension + 8) * 1.1920929e-7;
    }

    /// <summary>The k smallest upper bounds, fewer when fewer rows were allowed.</summary>
    public IEnumerable<float> Uppers => nearest.UnorderedItems.Select(item => item.Element);

    /// <summary>Adds the rows that may lie within a bound.</summary>
    public void Candidates(float within, List<int> target)
    {
        foreach ((int index, float lower) in candidates)
        {
            if (!(lower > within))
            {
                target.Add(index);
            }
        }
    }

    /// <summary>Scans some panels.</summary>
    public void Run(int first, int end)
    {
        float* scores = stackalloc float[ByteCodes.Lanes];
        fixed (float* y = query)
        {
            for (int panel = first; panel < end; panel++)
            {
                uint open = Multiply(y, panel, Limit(panel), scores);
                if (open != 0)
                {
                    Take(panel, open, scores);
                }
            }
        }
    }

    // A row of the panel whose score |x̂|² − 2x̂·y' exceeds this cannot be a neighbour.
    private float Limit(int panel)
    {
        double reach = bound + codes.PanelErrors[panel] + queryError;
        return MathF.BitIncrement((float)((reach * reach) + Error(codes.PanelNorms[panel]) - squaredNorm));
    }

    private double Error(double rowNorm) => (errorFactor * (norm + rowNorm) * (norm + rowNorm)) + 1e-36;

    /// <summary>The scores of a panel, and a bit for each that does not exceed the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private uint Multiply(float* y, int panel, float limit, float* scores)
    {
        int dimension = codes.Dimension;
        sbyte* code = codes.Panel(panel);
        ref float steps = ref codes.StepSizes[panel * ByteCodes.Lanes];
        ref float norms = ref codes.SquaredNorms[panel * ByteCodes.Lanes];
        if (Avx512F.IsSupported)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            int d = 0;
            for (; d <= dimension - 4; d += 4, code += 4 * ByteCodes.Lanes)
            {
                s0 = Avx512F.FusedMultiplyAdd(Wide(code), Vector512.Create(y[d]), s0);
                s1 = Avx512F.FusedMultiplyAdd(Wide(code + 16), Vector512.Create(y[d + 1]), s1);
                s2 = Avx512F.FusedMultiplyAdd(Wide(code + 32), Vector512.Create(y[d + 2]), s2);
                s3 = Avx512F.FusedMultiplyAdd(Wide(code + 48), Vector512.Create(y[d + 3]), s3);
            }

            for (; d < dimension; d++, code += ByteCodes.Lanes)
            {
                s0 = Avx512F.FusedMultiplyAdd(Wide(code), Vector512.Create(y[d]), s0);
            }

            Vector512<float> score = Vector512.LoadUnsafe(ref norms) - (2 * Vector512.LoadUnsafe(ref steps) * ((s0 + s1) + (s2 + s3)));
            score.Store(scores);
            return ~(uint)Vector512.GreaterThan(score, Vector512.Create(limit)).ExtractMostSignificantBits() & 0xffff;
        }

        return MultiplyNarrow(y, code, ref steps, ref norms, limit, scores);
    }

    private uint MultiplyNarrow(float* y, sbyte* code, ref float steps, ref float norms, float limit, float* scores)
    {
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (int d = 0; d < codes.Dimension; d++, code += ByteCodes.Lanes)
        {
            Vector128<float> value = Vector128.Create(y[d]);
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.Load(code));
            s0 += Vector128.ConvertToSingle(Vector128.WidenLower(low)) * value;
            s1 += Vector128.ConvertToSingle(Vector128.WidenUpper(low)) * value;
            s2 += Vector128.ConvertToSingle(Vector128.WidenLower(high)) * value;
            s3 += Vector128.ConvertToSingle(Vector128.WidenUpper(high)) * value;
        }

        ReadOnlySpan<Vector128<float>> sums = [s0, s1, s2, s3];
        uint open = 0;
        for (int part = 0; part < sums.Length; part++)
        {
            Vector128<float> score = Vector128.LoadUnsafe(ref norms, (nuint)(4 * part))
                - (2 * Vector128.LoadUnsafe(ref steps, (nuint)(4 * part)) * sums[part]);
            score.Store(scores + (4 * part));
            open |= (~Vector128.GreaterThan(score, Vector128.Create(limit)).ExtractMostSignificantBits() & 0xf) << (4 * part);
        }

        return open;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Wide(sbyte* code) =>
        Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(code)));

    private void Take(int panel, uint open, float* scores)
    {
        for (; open != 0; open &= open - 1)
        {
            int lane = BitOperations.TrailingZeroCount(open);
            int index = (panel * ByteCodes.Lanes) + lane;
            if (index >= codes.Count || (allowed is not null && !allowed(index)))
            {
                continue;
            }

            double squared = scores[lane] + squaredNorm;
            double error = Error(codes.PanelNorms[panel]);
            double around = codes.Errors[index] + queryError;
            float lower = MathF.BitDecrement((float)(Math.Sqrt(Math.Max(0, squared - error)) - around));
            if (lower > bound)
            {
                continue; // the bound has sunk since the panel was looked at
            }

            candidates.Add((index, lower));
            Tighten(MathF.BitIncrement((float)(Math.Sqrt(Math.Max(0, squared + error)) + around)));
            if (candidates.Count >= prune)
            {
                candidates = candidates.FindAll(candidate => !(candidate.Lower > bound));
                prune = Math.Max(FirstPrune, 2 * candidates.Count);
            }
        }
    }

    private void Tighten(float upper)
    {
        if (!float.IsFinite(upper))
        {
            return; // out of the range of float: the exact distances decide
        }

        if (nearest.Count < k)
        {
            nearest.Enqueue(upper, -upper);
        }
        else if (upper < nearest.Peek())
        {
            nearest.EnqueueDequeue(upper, -upper);
        }

        bound = nearest.Count == k ? nearest.Peek() : bound;
    }
}
