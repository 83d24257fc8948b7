using System.Buffers;
using System.Runtime.CompilerServices;
using Countenance.Torch.Interop;

namespace Countenance.Torch;

/// <summary>Gradients, and the modes that switch their recording off or the precision down. Modes hold for the calling thread.</summary>
public static class Autograd
{
    private const int MostInputs = 8; // of a computation of our own

    [ThreadStatic]
    private static bool isAutocast;

    [ThreadStatic]
    private static Exception? failure; // of a gradient of our own, which crosses native code as a status

    /// <summary>Gradients of a computation of our own.</summary>
    /// <param name="inputs">The inputs it was recorded with.</param>
    /// <param name="outputGradient">Gradient with respect to its output.</param>
    /// <param name="gradients">Where the inputs' gradients go, those that are wanted.</param>
    internal delegate void Backward(ReadOnlySpan<Tensor> inputs, Tensor outputGradient, WantedGradients gradients);

    /// <summary>Whether convolutions and products are computed in another type on this thread.</summary>
    internal static bool IsAutocast => isAutocast;

    /// <summary>Gradients of a scalar with respect to tensors that require them.</summary>
    /// <param name="output">A scalar computed from <paramref name="inputs"/>; its graph is freed afterwards unless retained.</param>
    /// <param name="inputs">Leaves with <see cref="Tensor.RequiresGrad"/>.</param>
    /// <param name="retainGraph">Keep the graph for another call.</param>
    /// <returns>One gradient per input, of its shape; null where the output does not depend on the input.</returns>
    /// <exception cref="TorchException">The output is no scalar, or records no gradient.</exception>
    public static unsafe Tensor?[] Gradients(Tensor output, IReadOnlyList<Tensor> inputs, bool retainGraph = false)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(inputs);
        int count = inputs.Count;
        nint[] pointers = ArrayPool<nint>.Shared.Rent(2 * count);
        try
        {
            for (int i = 0; i < count; i++)
            {
                pointers[i] = inputs[i].Pointer;
            }

            Span<nint> found = pointers.AsSpan(count, count);
            found.Clear();
            fixed (nint* sources = pointers, gradients = found)
            {
                int status = NativeMethods.ct_gradients(output.Pointer, sources, count, retainGraph ? 1 : 0, gradients);
                if (Interlocked.Exchange(ref failure, null) is { } cause)
                {
                    throw new TorchException($"gradients: {cause.Message}", cause);
                }

                NativeMethods.Check(status, "gradients");
            }

            GC.KeepAlive(output);
            GC.KeepAlive(inputs);
            var result = new Tensor?[count];
            for (int i = 0; i < count; i++)
            {
                result[i] = found[i] == 0 ? null : new Tensor(found[i]);
            }

            return result;
        }
        finally
        {
            ArrayPool<nint>.Shared.Return(pointers);
        }
    }

    /// <summary>
    /// Makes an output that was computed without recording depend on its inputs; libtorch keeps them until <paramref name="backward"/> has
    /// run, and refuses to go back when one was written over.
    /// </summary>
    internal static unsafe void Record(
        Tensor output, ReadOnlySpan<Tensor> inputs, delegate* unmanaged<nint*, int, nint, int*, nint*, int> backward)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputs.Length, MostInputs);
        nint* pointers = stackalloc nint[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            pointers[i] = inputs[i].Pointer;
        }

        NativeMethods.Check(NativeMethods.ct_record(output.Pointer, pointers, inputs.Length, backward), "record");
        GC.KeepAlive(output);
        foreach (Tensor input in inputs)
        {
            GC.KeepAlive(input);
        }
    }

    /// <summary>The body of a function for <see cref="Record"/>: takes what native code gives, and gives what it wants.</summary>
    internal static unsafe int GoBack(nint* inputs, int count, nint outputGradient, int* wanted, nint* gradients, Backward backward)
    {
        try
        {
            using var scope = new TensorScope();
            var room = default(Room);
            Span<Tensor?> tensors = room;
            for (int i = 0; i < count; i++)
            {
                tensors[i] = new Tensor(inputs[i]);
            }

            backward(tensors[..count]!, new Tensor(outputGradient), new WantedGradients(wanted, gradients, count));
            return 0;
        }
#pragma warning disable CA1031 // nothing may pass through native code; Gradients throws it on the other side
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
            return -1;
        }
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

    /// <summary>Where a computation of our own puts the gradients of its inputs.</summary>
    internal readonly unsafe ref struct WantedGradients(int* wanted, nint* gradients, int count)
    {
        /// <summary>Whether the gradient of an input is wanted.</summary>
        public bool IsWanted(int input) => wanted[Checked(input)] != 0;

        /// <summary>Takes the gradient of an input.</summary>
        public Tensor this[int input]
        {
            set => gradients[Checked(input)] = value.GiveAway();
        }

        private int Checked(int input)
            => (uint)input < (uint)count ? input : throw new ArgumentOutOfRangeException(nameof(input), input, $"There are {count} inputs.");
    }

    [InlineArray(MostInputs)]
    private struct Room
    {
        private Tensor? first;
    }
}
