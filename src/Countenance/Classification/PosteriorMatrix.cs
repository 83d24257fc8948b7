using System.Numerics.Tensors;

namespace Countenance.Classification;

/// <summary>p(class | embedding) of N samples over K classes; every row sums to 1.</summary>
public sealed class PosteriorMatrix
{
    /// <summary>Wraps <paramref name="values"/> without copying it.</summary>
    /// <param name="values">Probabilities, row-major [N, K].</param>
    /// <param name="classCount">K, the number of classes.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="classCount"/>.</exception>
    public PosteriorMatrix(float[] values, int classCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classCount);
        if (values.Length % classCount != 0)
        {
            throw new ArgumentException(
                $"The number of values must be a multiple of the {classCount} classes. Got {values.Length}.", nameof(values));
        }

        Values = values;
        ClassCount = classCount;
        Count = values.Length / classCount;
    }

    /// <summary>exp(l) over its sum in every row, without overflow: a softmax.</summary>
    /// <param name="logarithms">Logarithms of unnormalised probabilities, row-major [N, K]; −∞ is allowed, but not in a whole row.</param>
    /// <param name="classCount">K, the number of classes.</param>
    /// <param name="temperature">T by which the logarithms are divided: see <see cref="TemperatureScaling"/>.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of <paramref name="classCount"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">T is not positive.</exception>
    public static PosteriorMatrix FromLogarithms(ReadOnlySpan<double> logarithms, int classCount, double temperature = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var posterior = new PosteriorMatrix(new float[logarithms.Length], classCount);
        for (var start = 0; start < logarithms.Length; start += classCount)
        {
            ReadOnlySpan<double> row = logarithms.Slice(start, classCount);
            var largest = TensorPrimitives.Max(row);
            var sum = 0.0;
            foreach (var value in row)
            {
                sum += Math.Exp((value - largest) / temperature);
            }

            for (var c = 0; c < classCount; c++)
            {
                posterior.Values[start + c] = (float)(Math.Exp((row[c] - largest) / temperature) / sum);
            }
        }

        return posterior;
    }

    /// <summary>Probabilities in 0–1, row-major [N, K].</summary>
    public float[] Values { get; }

    /// <summary>N, the number of samples.</summary>
    public int Count { get; }

    /// <summary>K, the number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>The probabilities of sample number <paramref name="index"/>, [K].</summary>
    public ReadOnlySpan<float> this[int index] => Values.AsSpan(checked(index * ClassCount), ClassCount);

    /// <summary>The most probable class of sample number <paramref name="index"/>; the lowest of equals.</summary>
    public int MostProbable(int index)
    {
        var row = this[index];
        var best = 0;
        for (var c = 1; c < row.Length; c++)
        {
            if (row[c] > row[best])
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>The most probable class of every sample, [N].</summary>
    public int[] MostProbable()
    {
        var classes = new int[Count];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = MostProbable(i);
        }

        return classes;
    }
}
