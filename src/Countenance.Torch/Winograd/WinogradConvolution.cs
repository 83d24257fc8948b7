using System.Runtime.InteropServices;
using Countenance.Torch.Nn;

namespace Countenance.Torch.Winograd;

/// <summary>
/// Convolutions with kernels of 3 × 3, stride 1 and padding 1 over many channels, on the processor, in single precision or bfloat16, with
/// fewer multiplications than the definition has, so that they pass libtorch's direct ones at the limit of the multipliers
/// (<see cref="ITileTransform"/>). Rounding differs: errors are some three times a direct convolution's where tiles are small, some five
/// times where they are large; in bfloat16 that is 0.4 and 1.1 % of the root mean square. Results do not depend on the number of threads.
/// </summary>
internal static unsafe class WinogradConvolution
{
    private const int FewestTiles = 64; // for fewer, transforming the kernels costs more than it spares
    private const int MostChannelsInLargeTiles = 256; // for more, kernels in 36 places take too much memory
    private const int MostChannels = 4096; // one pixel of zeros lies on the stack

    /// <summary>Whether a convolution can be computed so here.</summary>
    public static bool Suits(Conv2dOptions options, Tensor input, Tensor kernels)
    {
        if (options is not { Kernel: 3, Stride: 1, Padding: 1 } || !SuitTypes(input.ScalarType, kernels.ScalarType))
        {
            return false;
        }

        return input.IsPixelByPixel() && kernels.IsPixelByPixel() && input.Size(1) == kernels.Size(1)
            && IsWhole(input.Size(1)) && IsWhole(kernels.Size(0))
            && input.Size(2) > 1 && input.Size(3) > 1 && TileGrid.Of(input, SmallTileTransform.Side).Count >= FewestTiles;

        static bool IsWhole(long channels) => channels % PanelProduct.Width == 0 && channels <= MostChannels;
    }

    // Under autocast kernels are in single precision and are rounded once they are transformed.
    private static bool SuitTypes(ScalarType input, ScalarType kernels) => (input, kernels) switch
    {
        (ScalarType.Float32, ScalarType.Float32) => SingleElement.IsSupported && !Autograd.IsAutocast,
        (ScalarType.BFloat16, ScalarType.Float32) => BFloat16Element.IsSupported && Autograd.IsAutocast,
        (ScalarType.BFloat16, ScalarType.BFloat16) => BFloat16Element.IsSupported,
        _ => false,
    };

    /// <summary>The convolution, with gradients of input and kernels. The result is channels last.</summary>
    public static Tensor Apply(Tensor input, Tensor kernels)
    {
        Tensor output;
        using (Autograd.NoGrad())
        {
            using TransformedKernels transformed = Transform(kernels, input);
            output = Apply(input, transformed, bias: null, added: null, isRectified: false);
        }

        Autograd.Record(output, [input, kernels], &GoBack);
        return output;
    }

    /// <summary>Transforms kernels for inputs of one's height and width: for large tiles where these spare multiplications.</summary>
    /// <param name="kernels">[outputs, inputs, 3, 3], channels last.</param>
    /// <param name="input">[N, inputs, H, W].</param>
    /// <param name="isBackward">Whether they are to take the output's gradient, which is the input then, back to the input.</param>
    public static TransformedKernels Transform(Tensor kernels, Tensor input, bool isBackward = false)
    {
        bool isLarge = SuitsLargeTiles(input, kernels);
        using Tensor? converted = kernels.ScalarType == ScalarType.Float32 ? null : TensorScope.Release(kernels.To(ScalarType.Float32));
        Tensor taps = converted ?? kernels;
        return input.ScalarType == ScalarType.BFloat16 ? Of<BFloat16Element>() : Of<SingleElement>();

        TransformedKernels Of<T>()
            where T : unmanaged, IElement<T>
            => isLarge
                ? TransformedKernels.Of<LargeTileTransform, T>(taps, isBackward)
                : TransformedKernels.Of<SmallTileTransform, T>(taps, isBackward);
    }

    private static bool SuitsLargeTiles(Tensor input, Tensor kernels)
        => Math.Max(kernels.Size(0), kernels.Size(1)) <= MostChannelsInLargeTiles
            && TileGrid.Of(input, LargeTileTransform.Side).Count * (long)LargeTileTransform.Places
                < TileGrid.Of(input, SmallTileTransform.Side).Count * (long)SmallTileTransform.Places;

    /// <summary>The convolution plus what is added, perhaps rectified, without gradients.</summary>
    /// <param name="input">[N, inputs, H, W], channels last.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="added">[N, outputs, H, W], channels last.</param>
    /// <param name="isRectified">Whether a ReLU comes last.</param>
    public static Tensor Apply(Tensor input, TransformedKernels kernels, Tensor? bias, Tensor? added, bool isRectified)
        => (kernels.TileSide == SmallTileTransform.Side, input.ScalarType == ScalarType.BFloat16) switch
        {
            (true, false) => Apply<SmallTileTransform, SingleElement>(input, kernels, bias, added, isRectified),
            (true, true) => Apply<SmallTileTransform, BFloat16Element>(input, kernels, bias, added, isRectified),
            (false, false) => Apply<LargeTileTransform, SingleElement>(input, kernels, bias, added, isRectified),
            (false, true) => Apply<LargeTileTransform, BFloat16Element>(input, kernels, bias, added, isRectified),
        };

    private static Tensor Apply<TTile, T>(Tensor input, TransformedKernels kernels, Tensor? bias, Tensor? added, bool isRectified)
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        var grid = TileGrid.Of(input, TTile.Side);
        Tensor output = Tensor.Empty([grid.Images, kernels.Outputs, grid.Height, grid.Width], MemoryFormat.ChannelsLast, T.ScalarType);
        int threads = TorchRuntime.ThreadCount;
        int rows = RoundUp<T>(Math.Clamp(grid.Count / threads, T.Rows, TTile.TilesAtOnce));
        nint inputStride = ((nint)kernels.Inputs * rows) + PanelProduct.Width;
        nint outputStride = ((nint)kernels.Outputs * rows) + PanelProduct.Width;
        nint scratchSize = TTile.Places * (TileMemory.Floats<T>(inputStride) + outputStride);
        using Tensor scratch = TileMemory.Take(threads * scratchSize);
        T* margin = stackalloc T[kernels.Inputs]; // zeros
        WorkItems.Run((grid.Count + rows - 1) / rows, threads, new TileWork<TTile, T>
        {
            Grid = grid,
            Rows = rows,
            Input = (T*)input.DataPointer,
            Margin = margin,
            Kernels = kernels,
            Factors = kernels.Data<T>(),
            Scratch = (float*)scratch.DataPointer,
            ScratchSize = scratchSize,
            InputStride = inputStride,
            OutputStride = outputStride,
            Output = new OutputPart<T>
            {
                Data = (T*)output.DataPointer,
                Channels = kernels.Outputs,
                Bias = bias is null ? null : (T*)bias.DataPointer,
                Added = added is null ? null : (T*)added.DataPointer,
                IsRectified = isRectified,
            },
        });
        GC.KeepAlive(input);
        GC.KeepAlive(kernels);
        GC.KeepAlive(bias);
        GC.KeepAlive(added);
        return output;
    }

    private static void Multiply<T>(T* windows, TransformedKernels kernels, T* factors, int rows, int count, float* products)
        where T : unmanaged, IElement<T>
    {
        for (int panel = 0; panel < kernels.Outputs / PanelProduct.Width; panel++)
        {
            T.ByRows(
                windows,
                (nint)rows * PanelProduct.Width,
                kernels.Inputs / PanelProduct.Width,
                count,
                factors + ((nint)panel * kernels.Inputs * PanelProduct.Width),
                products + ((nint)panel * rows * PanelProduct.Width));
        }
    }

    [UnmanagedCallersOnly]
    private static int GoBack(nint* inputs, int count, nint outputGradient, int* wanted, nint* gradients)
        => Autograd.GoBack(inputs, count, outputGradient, wanted, gradients, static (sources, gradient, found) =>
        {
            Tensor upstream = gradient.IsPixelByPixel() ? gradient : gradient.Contiguous(MemoryFormat.ChannelsLast);
            if (found.IsWanted(0))
            {
                found[0] = InputGradient(upstream, sources[1]);
            }

            if (found.IsWanted(1))
            {
                Tensor exact = KernelGradient.Of(sources[0], upstream, SuitsLargeTiles(sources[0], sources[1]));
                found[1] = sources[1].ScalarType == ScalarType.Float32 ? exact : exact.To(sources[1].ScalarType);
            }
        });

    private static Tensor InputGradient(Tensor upstream, Tensor kernels)
    {
        using TransformedKernels transformed = Transform(kernels, upstream, isBackward: true);
        return Apply(upstream, transformed, bias: null, added: null, isRectified: false);
    }

    private static int RoundUp<T>(int rows)
        where T : unmanaged, IElement<T>
        => (rows + T.Rows - 1) / T.Rows * T.Rows;

    /// <summary>Some tiles of the output.</summary>
    private readonly struct TileWork<TTile, T> : IWork
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        public required TileGrid Grid { get; init; }

        public required int Rows { get; init; }

        public required T* Input { get; init; }

        public required T* Margin { get; init; }

        public required TransformedKernels Kernels { get; init; }

        public required T* Factors { get; init; }

        public required float* Scratch { get; init; }

        public required nint ScratchSize { get; init; }

        public required nint InputStride { get; init; }

        public required nint OutputStride { get; init; }

        public required OutputPart<T> Output { get; init; }

        public void Do(int item, int thread)
        {
            int first = item * Rows;
            int count = Math.Min(Rows, Grid.Count - first);
            float* scratch = Scratch + (thread * ScratchSize);
            var windows = (T*)scratch;
            float* products = scratch + (TTile.Places * TileMemory.Floats<T>(InputStride));
            TTile.Windows(Input, Grid, Kernels.Inputs, Margin, first, count, Rows, windows, InputStride);
            for (int place = 0; place < TTile.Places; place++)
            {
                Multiply(
                    windows + (place * InputStride), Kernels, Factors + (place * Kernels.Stride), Rows, RoundUp<T>(count), products + (place * OutputStride));
            }

            TTile.Output(products, OutputStride, Rows, Grid, first, count, Output);
        }
    }
}
