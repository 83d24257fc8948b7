using Countenance.Torch.Nn;

namespace Countenance.Torch.Tests;

/// <summary>Tensors given by a formula, the same as in the scripts that make the golden files; and how near they must come.</summary>
internal static class Pattern
{
    /// <summary>offset + scale · sin(0.731 j + phase), j = 0, 1, … in row-major order; float64.</summary>
    public static Tensor Of(long[] shape, double phase, double scale = 1, double offset = 0)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(j => offset + (scale * Math.Sin((0.731 * j) + phase)))];
        return Tensor.From(values, shape);
    }

    /// <summary>Turns a module to float64 and fills its state as <c>make_nn.py</c> does.</summary>
    public static void Fill(Module module)
    {
        using var scope = new TensorScope();
        using var mode = Autograd.NoGrad();
        module.To(ScalarType.Float64);
        int k = 0;
        foreach ((string name, Tensor tensor) in module.StateDict())
        {
            if (tensor.ScalarType == ScalarType.Float64)
            {
                tensor.CopyInPlace(Of(tensor.Shape, k, 0.4, name.EndsWith("running_var", StringComparison.Ordinal) ? 1 : 0));
            }

            k++;
        }
    }

    public static void AssertClose(double[] expected, Tensor actual, double tolerance = 1e-10)
        => AssertClose(expected, actual.ToArray<double>(), tolerance);

    public static void AssertClose(double[] expected, double[] actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"Element {i}: expected {expected[i]:R}, got {actual[i]:R}.");
        }
    }
}
