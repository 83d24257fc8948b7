using System.Diagnostics.Tracing;
using Countenance.Projection;
using Countenance.Tests.Evaluation;

namespace Countenance.Tests.Projection;

public class PrincipalComponentsTests
{
    [Fact]
    public void Directions_and_variances_are_scikit_learns()
    {
        var found = PrincipalComponents.Fit(GoldenMap.Embeddings, 3);

        Assert.Equal(GoldenMap.TotalVariance, found.TotalVariance, 1e-5 * GoldenMap.TotalVariance);
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(GoldenMap.Variances[c], found.Variances[c], 1e-5 * GoldenMap.Variances[c]);
            var expected = GoldenMap.Directions[(8 * c)..(8 * (c + 1))];
            var sign = Math.Sign(expected[0] * found.Directions[c][0]); // Which way a direction points is a matter of taste.
            Assert.All(Enumerable.Range(0, 8), d => Assert.Equal(sign * expected[d], found.Directions[c][d], 1e-5));
            Assert.True(found.Directions[c].ToArray().MaxBy(Math.Abs) > 0);
        }
    }

    [Fact]
    public void Coordinates_have_no_mean_no_correlation_and_the_variances()
    {
        var embeddings = RandomEmbeddings.Blobs(250, 40, 6, 1.0, seed: 81).Embeddings;
        var components = PrincipalComponents.Fit(embeddings, 40);

        var projected = components.Project(embeddings);

        Assert.Equal(components.TotalVariance, components.Variances.Sum(), 1e-9 * components.TotalVariance);
        for (var a = 0; a < 40; a++)
        {
            Assert.Equal(0, Enumerable.Range(0, 250).Average(i => (double)projected[i][a]), 1e-5);
            for (var b = 0; b <= a; b++)
            {
                var covariance = Enumerable.Range(0, 250).Sum(i => (double)projected[i][a] * projected[i][b]) / 249;
                Assert.Equal(a == b ? components.Variances[a] : 0, covariance, 1e-4);
            }
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var embeddings = RandomEmbeddings.Blobs(120, 50, 3, 1.0, seed: 82).Embeddings;

        Assert.Equal(
            PrincipalComponents.Fit(embeddings, 4, threads: 1).Directions.Values,
            PrincipalComponents.Fit(embeddings, 4, threads: 6).Directions.Values);
    }

    [Fact]
    public void Coordinates_are_computed_with_the_threads_of_the_fit()
    {
        var embeddings = RandomEmbeddings.Blobs(1200, 5, 3, 1.0, seed: 83).Embeddings;
        var alone = PrincipalComponents.Fit(embeddings, 2, threads: 1);
        var together = PrincipalComponents.Fit(embeddings, 2, threads: 2);

        using var loops = new ParallelLoops();
        var one = alone.Project(embeddings);
        Assert.Equal(0, loops.Count);
        var two = together.Project(embeddings);
        Assert.Equal(1, loops.Count);

        Assert.Equal(one.Values, two.Values);
    }

    [Fact]
    public void One_embedding_has_no_variance()
    {
        var components = PrincipalComponents.Fit(new EmbeddingMatrix([1, 2, 3], 3), 2);

        Assert.Equal([0, 0], components.Variances);
        Assert.Equal([1, 2, 3], components.Mean);
    }

    [Fact]
    public void Misuse_is_refused()
    {
        var embeddings = new EmbeddingMatrix([1, 2, 3, 4], 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit(embeddings, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PrincipalComponents.Fit(embeddings, 3));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(new EmbeddingMatrix([], 2), 1));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(new EmbeddingMatrix([1, float.NaN], 2), 1));
        Assert.Throws<ArgumentException>(() => PrincipalComponents.Fit(embeddings, 1).Project(new EmbeddingMatrix([1], 1)));
    }

    // Counts the parallel loops that the thread which made it begins.
    private sealed class ParallelLoops : EventListener
    {
        private readonly int thread = Environment.CurrentManagedThreadId;

        public int Count { get; private set; }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Threading.Tasks.Parallel.EventSource")
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "ParallelLoopBegin" && Environment.CurrentManagedThreadId == thread)
            {
                Count++;
            }
        }
    }
}
