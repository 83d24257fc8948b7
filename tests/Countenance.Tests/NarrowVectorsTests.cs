using Countenance.Tests.Models;
using Countenance.Tests.Training;

namespace Countenance.Tests;

public sealed class NarrowVectorsTests
{
    [Fact]
    public Task Search_and_clustering_are_right_without_AVX_512()
        => NarrowVectors.AssertPassAsync("Countenance.Tests.Retrieval.*", "Countenance.Tests.Clustering.*");

    [Fact]
    public Task BFloat16_gives_way_to_single_precision_without_AVX_512()
        => NarrowVectors.AssertPassAsync(typeof(EmbeddingModelTests).FullName!, typeof(TrainingRunLimitsTests).FullName!);
}
