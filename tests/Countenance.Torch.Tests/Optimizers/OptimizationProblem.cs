using Countenance.Torch.Optimizers;

namespace Countenance.Torch.Tests.Optimizers;

/// <summary>The parameters and gradients of <c>make_optimizers.py</c>: a matrix, a kernel and a vector.</summary>
internal sealed class OptimizationProblem : IDisposable
{
    private static readonly long[][] Shapes = [[3, 2], [2, 2, 2, 2], [3]];

    /// <param name="format">Layout of the kernel; its gradients are contiguous anyway.</param>
    public OptimizationProblem(MemoryFormat format = MemoryFormat.Contiguous)
    {
        Parameters = [.. Shapes.Select((shape, k) => Pattern.Of(shape, k))];
        if (format != MemoryFormat.Contiguous)
        {
            Tensor planar = Parameters[1];
            Parameters[1] = planar.Contiguous(format);
            planar.Dispose();
        }

        Array.ForEach(Parameters, parameter => parameter.RequireGrad());
    }

    public Tensor[] Parameters { get; }

    public void Step(Optimizer optimizer, int step)
    {
        using var scope = new TensorScope();
        optimizer.LearningRate = 0.1 / (1 + (step / 10.0));
        optimizer.Step([.. Parameters.Select((parameter, k) => Gradient(parameter, k, step))]);
    }

    /// <summary>All elements, one parameter after the other.</summary>
    public double[] Values() => [.. Parameters.SelectMany(parameter => parameter.ToArray<double>())];

    public void Dispose() => Array.ForEach(Parameters, parameter => parameter.Dispose());

    private static Tensor Gradient(Tensor parameter, int k, int step)
    {
        Tensor change = Pattern.Of(parameter.Shape, (10 * k) + step, 1.0 / (1 + step));
        return ((0.5 * parameter.Detach()) + change).Contiguous();
    }
}
