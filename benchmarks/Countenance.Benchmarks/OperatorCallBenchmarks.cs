using BenchmarkDotNet.Attributes;
using Countenance.Torch;

namespace Countenance.Benchmarks;

/// <summary>
/// What a call through the dispatcher's door costs. The operators do next to nothing themselves; <c>peers/operator_call.cpp</c> calls
/// the same ones from C++, and the difference is ours.
/// </summary>
[MemoryDiagnoser]
public class OperatorCallBenchmarks
{
    private Tensor left = null!;
    private Tensor right = null!;

    [GlobalSetup]
    public void Setup()
    {
        TorchRuntime.ThreadCount = 1;
        left = Tensor.Ones([64]);
        right = Tensor.Ones([64]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        left.Dispose();
        right.Dispose();
    }

    [Benchmark(Description = "add of two [64]")]
    public void Add()
    {
        using var sum = left + right;
    }

    [Benchmark(Description = "add in place")]
    public void AddInPlace() => left.AddInPlace(right, 0);

    [Benchmark(Description = "reshape to [8, 8]")]
    public void Reshape()
    {
        using var view = left.Reshape(8, 8);
    }
}
