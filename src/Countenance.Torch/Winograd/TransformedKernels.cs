namespace Countenance.Torch.Winograd;

/// <summary>
/// The kernels of a convolution as <see cref="WinogradConvolution"/> multiplies by them: places of a tile, each [inputs, outputs] in panels.
/// </summary>
internal sealed unsafe class TransformedKernels : IDisposable
{
    private readonly Tensor places;

    private TransformedKernels(int inputs, int outputs, int places, int tileSide, ScalarType type)
    {
        Inputs = inputs;
        Outputs = outputs;
        TileSide = tileSide;
        this.places = TensorScope.Release(Tensor.Empty([places * Stride], type));
    }

    /// <summary>Channels of the input.</summary>
    public int Inputs { get; }

    /// <summary>Channels of the output.</summary>
    public int Outputs { get; }

    /// <summary>Pixels along a side of the tiles they are for.</summary>
    public int TileSide { get; }

    /// <summary>Distance of the places: with a gap, so that they do not meet in the same lines of the cache.</summary>
    public nint Stride => ((nint)Inputs * Outputs) + PanelProduct.Width;

    /// <summary>What they consist of.</summary>
    public ScalarType ScalarType => places.ScalarType;

    /// <summary>Place 0.</summary>
    public T* Data<T>()
        where T : unmanaged, IElement<T>
        => T.ScalarType == ScalarType ? (T*)places.DataPointer : throw new InvalidOperationException($"The kernels are {ScalarType}.");

    /// <summary>Transforms kernels.</summary>
    /// <param name="kernels">[outputs, inputs, 3, 3], channels last, in single precision.</param>
    /// <param name="isTurned">Turns them by 180° and exchanges outputs and inputs, which takes the output's gradient back to the input.</param>
    public static TransformedKernels Of<TTile, T>(Tensor kernels, bool isTurned = false)
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        var made = new TransformedKernels(
            (int)kernels.Size(isTurned ? 0 : 1), (int)kernels.Size(isTurned ? 1 : 0), TTile.Places, TTile.Side, T.ScalarType);
        var work = new PanelWork<TTile, T>
        {
            Made = made,
            Source = (float*)kernels.DataPointer,
            Target = made.Data<T>(),
            IsTurned = isTurned,
        };
        WorkItems.Run(made.Outputs / PanelProduct.Width, TorchRuntime.ThreadCount, work);
        GC.KeepAlive(kernels);
        return made;
    }

    /// <inheritdoc/>
    public void Dispose() => places.Dispose();

    // Kernels lie [output][tap][input]; a panel wants 32 outputs side by side.
    private void FillPanel<TTile, T>(float* kernels, T* target, int panel)
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        const int inputsAtOnce = 16;
        float* turned = stackalloc float[inputsAtOnce * 9 * PanelProduct.Width]; // [input][tap][output]
        float* first = kernels + ((nint)panel * PanelProduct.Width * 9 * Inputs);
        for (int input = 0; input < Inputs; input += inputsAtOnce)
        {
            for (int output = 0; output < PanelProduct.Width; output++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    float* source = first + ((((nint)output * 9) + tap) * Inputs) + input;
                    float* to = turned + (tap * PanelProduct.Width) + output;
                    for (int i = 0; i < inputsAtOnce; i++)
                    {
                        to[i * 9 * PanelProduct.Width] = source[i];
                    }
                }
            }

            for (int i = 0; i < inputsAtOnce; i++)
            {
                float* taps = turned + (i * 9 * PanelProduct.Width);
                T* place = target + ((((nint)panel * Inputs) + input + i) * PanelProduct.Width);
                TTile.Kernel(taps, PanelProduct.Width, place, Stride);
                TTile.Kernel(taps + 16, PanelProduct.Width, place + 16, Stride);
            }
        }
    }

    // Here the panel's 32 are the kernels' inputs, which lie side by side already.
    private void FillTurnedPanel<TTile, T>(float* kernels, T* target, int panel)
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        for (int input = 0; input < Inputs; input++)
        {
            float* lastTap = kernels + ((((nint)input * 9) + 8) * Outputs) + ((nint)panel * PanelProduct.Width);
            T* place = target + ((((nint)panel * Inputs) + input) * PanelProduct.Width);
            TTile.Kernel(lastTap, -Outputs, place, Stride);
            TTile.Kernel(lastTap + 16, -Outputs, place + 16, Stride);
        }
    }

    private readonly struct PanelWork<TTile, T> : IWork
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        public required TransformedKernels Made { get; init; }

        public required float* Source { get; init; }

        public required T* Target { get; init; }

        public required bool IsTurned { get; init; }

        public void Do(int item, int thread)
        {
            if (IsTurned)
            {
                Made.FillTurnedPanel<TTile, T>(Source, Target, item);
            }
            else
            {
                Made.FillPanel<TTile, T>(Source, Target, item);
            }

            for (int place = 0; place < TTile.Places; place++)
            {
                T.Pair(Target + (place * Made.Stride) + ((nint)item * Made.Inputs * PanelProduct.Width), Made.Inputs);
            }
        }
    }
}
