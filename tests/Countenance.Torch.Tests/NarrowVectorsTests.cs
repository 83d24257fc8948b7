namespace Countenance.Torch.Tests;

public sealed class NarrowVectorsTests
{
    [Fact]
    public Task Layers_are_right_without_AVX_512() => NarrowVectors.AssertPassAsync("Countenance.Torch.Tests.Nn.*");
}
