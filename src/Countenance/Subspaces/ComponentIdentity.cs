using System.Numerics.Tensors;
using Countenance.Clustering;
using Countenance.Torch;

namespace Countenance.Subspaces;

/// <summary>Keeps the components of a class recognisable from one round to the next.</summary>
public static class ComponentIdentity
{
    /// <summary>
    /// Means from which EM departs so that the components of the round before go on: their means, and for every further component the widest
    /// of them halved by k-means.
    /// </summary>
    /// <param name="points">The class's embeddings, [n, D].</param>
    /// <param name="before">Component of each in the round before, [n], from 0.</param>
    /// <param name="components">Components wanted, at least as many as there were.</param>
    /// <param name="seed">Seed of the k-means.</param>
    /// <returns>Means, row-major [components, D]; the first ones are those of the round before.</returns>
    public static float[] StartMeans(EmbeddingMatrix points, int[] before, int components, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(before);
        int[] assigned = [.. before];
        for (int next = assigned.Max() + 1; next < components; next++)
        {
            Halve(points, assigned, next, seed);
        }

        var means = new float[components * points.Dimension];
        for (int k = 0; k < components; k++)
        {
            int[] members = [.. Enumerable.Range(0, assigned.Length).Where(i => assigned[i] == k)];
            Mean(points, members).CopyTo(means.AsSpan(k * points.Dimension));
        }

        return means;
    }

    /// <summary>Numbers new components so that as many members as possible keep their number.</summary>
    /// <param name="before">Component of each member in the round before, [n].</param>
    /// <param name="after">Component as found now, [n].</param>
    /// <param name="components">Number of components now.</param>
    /// <returns>The number each found component gets, a permutation [components].</returns>
    public static int[] Match(ReadOnlySpan<int> before, ReadOnlySpan<int> after, int components)
    {
        var overlap = new int[components, components];
        for (int i = 0; i < before.Length; i++)
        {
            overlap[after[i], before[i]]++;
        }

        return LinearAssignment.Maximise(overlap);
    }

    /// <summary>Numbers components by falling size: the first is the largest.</summary>
    /// <returns>The number each found component gets, a permutation [components].</returns>
    public static int[] BySize(ReadOnlySpan<int> assigned, int components)
    {
        var sizes = new int[components];
        foreach (int component in assigned)
        {
            sizes[component]++;
        }

        int[] falling = [.. Enumerable.Range(0, components).OrderByDescending(k => sizes[k])];
        var order = new int[components];
        for (int rank = 0; rank < components; rank++)
        {
            order[falling[rank]] = rank;
        }

        return order;
    }

    // The component with the largest total scatter loses its smaller half to the new one.
    private static void Halve(EmbeddingMatrix points, int[] assigned, int next, ulong seed)
    {
        int widest = Enumerable.Range(0, next).MaxBy(k => Scatter(points, assigned, k));
        int[] members = [.. Enumerable.Range(0, assigned.Length).Where(i => assigned[i] == widest)];
        if (members.Length < 2)
        {
            assigned[members[0]] = next;
            return;
        }

        int[] halves = KMeans.Run(points.Rows(members), new KMeansOptions(2) { Seed = seed, Threads = TorchRuntime.ThreadCount }).Labels;
        int smaller = halves.Count(half => half == 1) * 2 <= halves.Length ? 1 : 0;
        for (int i = 0; i < members.Length; i++)
        {
            if (halves[i] == smaller)
            {
                assigned[members[i]] = next;
            }
        }
    }

    private static double Scatter(EmbeddingMatrix points, int[] assigned, int component)
    {
        int[] members = [.. Enumerable.Range(0, assigned.Length).Where(i => assigned[i] == component)];
        float[] mean = Mean(points, members);
        return members.Sum(i => Math.Pow(TensorPrimitives.Distance(points[i], mean), 2));
    }

    private static float[] Mean(EmbeddingMatrix points, int[] members)
    {
        var sum = new float[points.Dimension];
        foreach (int i in members)
        {
            TensorPrimitives.Add(sum, points[i], sum);
        }

        TensorPrimitives.Divide(sum, Math.Max(1, members.Length), sum);
        return sum;
    }
}
