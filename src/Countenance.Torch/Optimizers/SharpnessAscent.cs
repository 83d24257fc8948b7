namespace Countenance.Torch.Optimizers;

/// <summary>
/// The first half of sharpness-aware minimisation (Foret et al. 2021): w + ρ · g / ‖g‖, the worst weights near by. The gradient there, taken
/// from w, leads to flat minima.
/// </summary>
public sealed class SharpnessAscent
{
    private readonly Tensor[] parameters;
    private readonly double radius;

    /// <summary>Prepares for some weights.</summary>
    /// <param name="parameters">The weights; held, not owned.</param>
    /// <param name="radius">ρ, above 0, in the Euclidean norm over all weights together.</param>
    public SharpnessAscent(IEnumerable<Tensor> parameters, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(radius);
        this.parameters = [.. parameters];
        this.radius = radius;
    }

    /// <summary>Moves the weights to the worst place near by; nothing waits for a GPU.</summary>
    /// <param name="gradients">One gradient a parameter, of its shape; null counts as zero.</param>
    /// <returns>What was added to the weights, to be given to <see cref="Return"/>.</returns>
    public Tensor[] Ascend(IReadOnlyList<Tensor?> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        using var mode = Autograd.NoGrad();
        Tensor[] known = [.. gradients.Select((gradient, i) => gradient ?? Foreach.ZerosLike(parameters[i]))];
        Tensor norm = Tensor.Stack(Array.ConvertAll(known, gradient => gradient.Square().Sum())).Sum().Sqrt();
        Tensor factor = Tensor.Full([], radius, norm.ScalarType, norm.Device) / norm.ClampMinimum(1e-12);
        Tensor[] offsets = Array.ConvertAll(known, gradient => gradient * factor);
        Foreach.Add(parameters, offsets);
        return offsets;
    }

    /// <summary>Moves the weights back, up to rounding.</summary>
    public void Return(Tensor[] offsets)
    {
        using var mode = Autograd.NoGrad();
        Foreach.Add(parameters, offsets, -1);
    }
}
