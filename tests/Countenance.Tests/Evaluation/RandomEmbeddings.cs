namespace Countenance.Tests.Evaluation;

/// <summary>Embeddings and labels drawn for tests, the same for the same seed.</summary>
internal static class RandomEmbeddings
{
    /// <summary>Normal values around a class-dependent centre; row i has class i modulo <paramref name="classes"/>.</summary>
    public static (EmbeddingMatrix Embeddings, int[] Labels) Blobs(int count, int dimension, int classes, double spread, int seed)
    {
        var random = new Random(seed);
        var centers = Enumerable.Range(0, classes * dimension).Select(_ => Normal(random) * 4).ToArray();
        var values = new float[count * dimension];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var d = 0; d < dimension; d++)
            {
                values[(i * dimension) + d] = (float)(centers[(labels[i] * dimension) + d] + (spread * Normal(random)));
            }
        }

        return (new EmbeddingMatrix(values, dimension), labels);
    }

    /// <summary>Whole numbers in 0 … <paramref name="range"/> − 1: many equal distances.</summary>
    public static EmbeddingMatrix Grid(int count, int dimension, int range, int seed)
    {
        var random = new Random(seed);
        return new EmbeddingMatrix([.. Enumerable.Range(0, count * dimension).Select(_ => (float)random.Next(range))], dimension);
    }

    /// <summary>The rows in another order: row i of the result is row order[i].</summary>
    public static EmbeddingMatrix Reordered(this EmbeddingMatrix matrix, int[] order) =>
        new([.. order.SelectMany(i => matrix[i].ToArray())], matrix.Dimension);

    /// <summary>0 … count − 1 shuffled.</summary>
    public static int[] Order(int count, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }

    /// <summary>The rows turned in the plane of every two neighbouring coordinates, in double.</summary>
    public static EmbeddingMatrix Rotated(this EmbeddingMatrix matrix, double angle)
    {
        var values = Array.ConvertAll(matrix.Values, static value => (double)value);
        for (var i = 0; i < matrix.Count; i++)
        {
            for (var d = 0; d + 1 < matrix.Dimension; d++)
            {
                var at = (i * matrix.Dimension) + d;
                (values[at], values[at + 1]) = (
                    (Math.Cos(angle) * values[at]) - (Math.Sin(angle) * values[at + 1]),
                    (Math.Sin(angle) * values[at]) + (Math.Cos(angle) * values[at + 1]));
            }
        }

        return new EmbeddingMatrix(Array.ConvertAll(values, static value => (float)value), matrix.Dimension);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
