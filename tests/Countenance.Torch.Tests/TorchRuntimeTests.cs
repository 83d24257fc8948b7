using System.Runtime.Intrinsics.X86;

namespace Countenance.Torch.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void BFloat16_is_fast_where_the_system_names_tiles_or_the_vectors_of_another_maker_than_the_slow_one()
    {
        string processor = File.ReadAllText("/proc/cpuinfo");
        bool hasVectors = processor.Contains(" avx512_bf16", StringComparison.Ordinal) && Avx512F.IsSupported;
        bool hasTiles = processor.Contains(" amx_bf16", StringComparison.Ordinal);
        bool isOfIntel = processor.Contains("GenuineIntel", StringComparison.Ordinal);

        Assert.Equal(hasVectors && (hasTiles || !isOfIntel), TorchRuntime.HasProductsInBFloat16);
    }
}
