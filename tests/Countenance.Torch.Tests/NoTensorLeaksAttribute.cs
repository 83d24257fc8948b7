using System.Reflection;
using Countenance.Torch.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: NoTensorLeaks]

namespace Countenance.Torch.Tests;

/// <summary>Fails a test that leaves tensors behind, whether it passed otherwise or not.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoTensorLeaksAttribute : BeforeAfterTestAttribute
{
    private long before;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => before = Tensor.LiveCount;

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        long leaked = Tensor.LiveCount - before;
        Assert.True(leaked == 0, $"{methodUnderTest.Name} left {leaked} tensors behind.");
    }
}
