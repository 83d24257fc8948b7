using System.Numerics;

namespace Countenance.Torch.Optimizers;

/// <summary>What one step of Adam multiplies by.</summary>
/// <param name="Beta1">Decay of the mean of gradients.</param>
/// <param name="Beta2">Decay of the mean of squared gradients.</param>
/// <param name="Shrink">What a decayed weight is multiplied by first (AdamW).</param>
/// <param name="Decay">What of a decayed weight is added to its gradient (Adam with weight decay).</param>
/// <param name="Rate">Learning rate over the correction of the mean.</param>
/// <param name="Scale">1 over the root of the correction of the squares.</param>
/// <param name="Epsilon">Added to the denominator.</param>
internal readonly record struct AdamFactors(
    float Beta1, float Beta2, float Shrink, float Decay, float Rate, float Scale, float Epsilon);

/// <summary>
/// Element by element updates of single-precision tensors on the processor in one pass over memory, where a chain of operators takes ten:
/// the step is bound by memory, not by arithmetic. Chunks are fixed, so the result does not depend on the number of threads.
/// </summary>
internal static unsafe class DenseKernels
{
    private const long Chunk = 1 << 16;

    /// <summary>Whether all tensors are single precision on the processor and laid out alike, without gaps.</summary>
    public static bool Apply(params ReadOnlySpan<Tensor[]> lists)
    {
        Tensor[] first = lists[0];
        for (int i = 0; i < first.Length; i++)
        {
            foreach (Tensor[] list in lists)
            {
                if (!list[i].IsDenseLike(first[i]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>One step of Adam; <paramref name="largest"/> is empty without AMSGrad.</summary>
    public static void Adam(
        Tensor parameter, Tensor gradient, Tensor mean, Tensor square, Tensor? largest, AdamFactors factors)
    {
        Run(parameter.ElementCount, new AdamWork
        {
            Parameter = (float*)parameter.DataPointer,
            Gradient = (float*)gradient.DataPointer,
            Mean = (float*)mean.DataPointer,
            Square = (float*)square.DataPointer,
            Largest = largest is null ? null : (float*)largest.DataPointer,
            Count = parameter.ElementCount,
            Factors = factors,
        });
        GC.KeepAlive(parameter);
        GC.KeepAlive(gradient);
        GC.KeepAlive(mean);
        GC.KeepAlive(square);
        GC.KeepAlive(largest);
    }

    /// <summary>target ← decay · target + (1 − decay) · source.</summary>
    public static void Blend(Tensor target, Tensor source, float decay)
    {
        Run(target.ElementCount, new BlendWork
        {
            Target = (float*)target.DataPointer,
            Source = (float*)source.DataPointer,
            Count = target.ElementCount,
            Decay = decay,
        });
        GC.KeepAlive(target);
        GC.KeepAlive(source);
    }

    private static void Run<TWork>(long count, in TWork work)
        where TWork : struct, IWork
        => WorkItems.Run((int)((count + Chunk - 1) / Chunk), TorchRuntime.ThreadCount, work);

    private static int Length(long start, long count) => (int)Math.Min(Chunk, count - start);

    private static void AdamChunk(float* p, float* g, float* m, float* v, float* largest, int count, AdamFactors f)
    {
        int width = Vector<float>.Count;
        int i = 0;
        var scale = new Vector<float>(f.Scale);
        var epsilon = new Vector<float>(f.Epsilon);
        for (; i <= count - width; i += width)
        {
            Vector<float> weight = Vector.Load(p + i);
            Vector<float> gradient = Vector.Load(g + i) + (weight * f.Decay);
            Vector<float> mean = (Vector.Load(m + i) * f.Beta1) + (gradient * (1 - f.Beta1));
            Vector<float> square = (Vector.Load(v + i) * f.Beta2) + (gradient * gradient * (1 - f.Beta2));
            mean.Store(m + i);
            square.Store(v + i);
            if (largest != null)
            {
                square = Vector.Max(square, Vector.Load(largest + i));
                square.Store(largest + i);
            }

            Vector<float> denominator = (Vector.SquareRoot(square) * scale) + epsilon;
            ((weight * f.Shrink) - (mean * f.Rate / denominator)).Store(p + i);
        }

        for (; i < count; i++)
        {
            float gradient = g[i] + (p[i] * f.Decay);
            m[i] = (m[i] * f.Beta1) + (gradient * (1 - f.Beta1));
            v[i] = (v[i] * f.Beta2) + (gradient * gradient * (1 - f.Beta2));
            float square = v[i];
            if (largest != null)
            {
                square = largest[i] = Math.Max(square, largest[i]);
            }

            p[i] = (p[i] * f.Shrink) - (m[i] * f.Rate / ((MathF.Sqrt(square) * f.Scale) + f.Epsilon));
        }
    }

    private static void BlendChunk(float* target, float* source, int count, float decay)
    {
        int width = Vector<float>.Count;
        int i = 0;
        for (; i <= count - width; i += width)
        {
            ((Vector.Load(target + i) * decay) + (Vector.Load(source + i) * (1 - decay))).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = (target[i] * decay) + (source[i] * (1 - decay));
        }
    }

    private readonly struct AdamWork : IWork
    {
        public required float* Parameter { get; init; }

        public required float* Gradient { get; init; }

        public required float* Mean { get; init; }

        public required float* Square { get; init; }

        public required float* Largest { get; init; } // null without AMSGrad

        public required long Count { get; init; }

        public required AdamFactors Factors { get; init; }

        public void Do(int item, int thread)
        {
            long start = item * Chunk;
            float* largest = Largest == null ? null : Largest + start;
            AdamChunk(Parameter + start, Gradient + start, Mean + start, Square + start, largest, Length(start, Count), Factors);
        }
    }

    private readonly struct BlendWork : IWork
    {
        public required float* Target { get; init; }

        public required float* Source { get; init; }

        public required long Count { get; init; }

        public required float Decay { get; init; }

        public void Do(int item, int thread)
        {
            long start = item * Chunk;
            BlendChunk(Target + start, Source + start, Length(start, Count), Decay);
        }
    }
}
