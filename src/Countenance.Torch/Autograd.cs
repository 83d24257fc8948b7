using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>Gradients, and the modes that switch their recording off or the precision down. Modes hold for the calling thread.</summary>
public static class Autograd
{
    [ThreadStatic]
    private static bool isAutocast;

    /// <summary>Gradients of a scalar with respect to tensors that require them.</summary>
    /// <param name="output">A scalar computed from <paramref name="inputs"/>; its graph is freed afterwards unless retained.</param>
    /// <param name="inputs">Leaves with <see cref="Tensor.RequiresGrad"/>.</param>
    /// <param name="retainGraph">Keep the graph for another call.</param>
    /// <returns>One gradient an input, of its shape; null where the output does not depend on the input.</returns>
    /// <exception cref="TorchException">The output is no scalar, or records no gradient.</exception>
    public static unsafe Tensor?[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, bool retainGraph = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        var pointers = new nint[inputs.Count];
        for (int i = 0; i < pointers.Length; i++)
        {
            pointers[i] = inputs[i].Pointer;
        }

        var found = new nint[pointers.Length];
        fixed (nint* sources = pointers, gradients = found)
        {
            NativeMethods.Check(
                NativeMethods.ct_gradients(output.Pointer, sources, pointers.Length, retainGraph ? 1 : 0, gradients), "gradients");
        }

        GC.KeepAlive(output);
        GC.KeepAlive(inputs);
        return Array.ConvertAll(found, pointer => pointer == 0 ? null : new Tensor(pointer));
    }

    /// <summary>Records no gradients until disposed.</summary>
    public static Mode NoGrad()
    {
        NativeMethods.Check(NativeMethods.ct_set_gradient_mode(0, out int previous));
        return new Mode(ModeKind.Gradient, previous);
    }

    /// <summary>
    /// Records no gradients and skips the bookkeeping behind them until disposed; tensors made inside can never take part in a
    /// gradient.
    /// </summary>
    public static Mode InferenceMode()
    {
        NativeMethods.Check(NativeMethods.ct_inference_mode_enter(out nint guard));
        return new Mode(ModeKind.Inference, guard);
    }

    /// <summary>
    /// Runs convolutions and matrix products in <paramref name="type"/> (bfloat16 on CPU; bfloat16 or half on CUDA) until disposed; sums
    /// and norms stay in single precision. Casts of weights are cached until then.
    /// </summary>
    /// <exception cref="InvalidOperationException">Autocast is in force already: it does not nest.</exception>
    public static Mode Autocast(DeviceType device, ScalarType type = ScalarType.BFloat16)
    {
        if (isAutocast)
        {
            throw new InvalidOperationException("Autocast does not nest: it must end before it begins again.");
        }

        NativeMethods.Check(NativeMethods.ct_set_autocast((int)device, (int)type));
        isAutocast = true;
        return new Mode(ModeKind.Autocast, (nint)device);
    }

    /// <summary>Which mode an object of <see cref="Mode"/> ends.</summary>
    internal enum ModeKind
    {
        None,
        Gradient,
        Inference,
        Autocast,
    }

    /// <summary>A mode in force; disposing it restores the one before. To be disposed on the same thread, innermost first.</summary>
    public readonly ref struct Mode
    {
        private readonly ModeKind kind;
        private readonly nint state;

        internal Mode(ModeKind kind, nint state)
        {
            this.kind = kind;
            this.state = state;
        }

        /// <summary>Ends the mode.</summary>
        public void Dispose()
        {
            switch (kind)
            {
                case ModeKind.Gradient:
                    NativeMethods.Check(NativeMethods.ct_set_gradient_mode((int)state, out _));
                    break;
                case ModeKind.Inference:
                    NativeMethods.ct_inference_mode_exit(state);
                    break;
                case ModeKind.Autocast:
                    NativeMethods.Check(NativeMethods.ct_set_autocast((int)state, -1));
                    isAutocast = false;
                    break;
                default:
                    break;
            }
        }
    }
}
