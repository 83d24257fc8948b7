namespace Countenance.Tests;

public sealed class NarrowVectorsTests
{
    [Theory]
    [InlineData("Countenance.Tests.Retrieval.*")]
    [InlineData("Countenance.Tests.Clustering.*")]
    [InlineData("Countenance.Tests.Models.EmbeddingModelTests")]
    [InlineData("Countenance.Tests.Models.BackboneContractTests")]
    [InlineData("Countenance.Tests.Training.TrainingStepCostTests")]
    public Task What_has_a_form_for_AVX_512_is_right_without(string classes) => NarrowVectors.AssertPassAsync(classes);
}
