using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Countenance.Torch.Nn;

namespace Countenance.Torch.Winograd;

/// <summary>
/// Convolutions with kernels of 3 × 3, stride 1 and padding 1 over many channels, in single precision on the processor, with fewer
/// multiplications than the definition has, so that they pass libtorch's direct ones at the limit of the multipliers
/// (<see cref="ITileTransform"/>). Rounding differs: errors are some three times a direct convolution's where tiles are small, some five times
/// where they are large. Results do not depend on the number of threads.
/// </summary>
internal static unsafe class WinogradConvolution
{
    private const int FewestTiles = 64; // for fewer, transforming the kernels costs more than it spares
    private const int MostChannelsInLargeTiles = 256; // for more, kernels in 36 places take too much memory
    private const int MostChannels = 4096; // one pixel of zeros lies on the stack
    private const int MostSlices = 16;
    private const long SliceElements = 9 << 20; // of partial gradients, all slices together: two of 512 by 512 kernels

    /// <summary>Whether the processor's vectors are wide enough: AVX-512, or AVX2 with FMA.</summary>
    public static bool IsSupported => Vector512.IsHardwareAccelerated || Fma.IsSupported;

    /// <summary>Whether a convolution can be computed so here.</summary>
    public static bool Suits(Conv2dOptions options, Tensor input, Tensor kernels)
    {
        if (!IsSupported || options is not { Kernel: 3, Stride: 1, Padding: 1 } || Autograd.IsAutocast)
        {
            return false;
        }

        return input.IsPixelByPixel() && kernels.IsPixelByPixel() && input.Size(1) == kernels.Size(1)
            && IsWhole(input.Size(1)) && IsWhole(kernels.Size(0))
            && input.Size(2) > 1 && input.Size(3) > 1 && TileGrid.Of(input, SmallTileTransform.Side).Count >= FewestTiles;

        static bool IsWhole(long channels) => channels % PanelProduct.Width == 0 && channels <= MostChannels;
    }

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
        bool isSpared = TileGrid.Of(input, LargeTileTransform.Side).Count * (long)LargeTileTransform.Places
            < TileGrid.Of(input, SmallTileTransform.Side).Count * (long)SmallTileTransform.Places;
        return isSpared && Math.Max(kernels.Size(0), kernels.Size(1)) <= MostChannelsInLargeTiles
            ? TransformedKernels.Of<LargeTileTransform>(kernels, isBackward)
            : TransformedKernels.Of<SmallTileTransform>(kernels, isBackward);
    }

    /// <summary>The convolution plus what is added, perhaps rectified, without gradients.</summary>
    /// <param name="input">[N, inputs, H, W], channels last.</param>
    /// <param name="kernels">The kernels.</param>
    /// <param name="bias">[outputs].</param>
    /// <param name="added">[N, outputs, H, W], channels last.</param>
    /// <param name="isRectified">Whether a ReLU comes last.</param>
    public static Tensor Apply(Tensor input, TransformedKernels kernels, Tensor? bias, Tensor? added, bool isRectified)
        => kernels.TileSide == SmallTileTransform.Side
            ? Apply<SmallTileTransform>(input, kernels, bias, added, isRectified)
            : Apply<LargeTileTransform>(input, kernels, bias, added, isRectified);

    private static Tensor Apply<TTile>(Tensor input, TransformedKernels kernels, Tensor? bias, Tensor? added, bool isRectified)
        where TTile : ITileTransform
    {
        var grid = TileGrid.Of(input, TTile.Side);
        Tensor output = Tensor.Empty([grid.Images, kernels.Outputs, grid.Height, grid.Width], MemoryFormat.ChannelsLast);
        int threads = TorchRuntime.ThreadCount;
        int rows = RoundUp(Math.Clamp(grid.Count / threads, PanelProduct.Rows, TTile.TilesAtOnce));
        nint inputStride = ((nint)kernels.Inputs * rows) + PanelProduct.Width;
        nint outputStride = ((nint)kernels.Outputs * rows) + PanelProduct.Width;
        nint scratchSize = TTile.Places * (inputStride + outputStride);
        using Tensor scratch = Scratch(threads * scratchSize);
        float* margin = stackalloc float[kernels.Inputs]; // zeros
        WorkItems.Run((grid.Count + rows - 1) / rows, threads, new TileWork<TTile>
        {
            Grid = grid,
            Rows = rows,
            Input = (float*)input.DataPointer,
            Margin = margin,
            Kernels = kernels,
            Factors = kernels.Data,
            Scratch = (float*)scratch.DataPointer,
            ScratchSize = scratchSize,
            InputStride = inputStride,
            OutputStride = outputStride,
            Output = new OutputPart
            {
                Data = (float*)output.DataPointer,
                Channels = kernels.Outputs,
                Bias = bias is null ? null : (float*)bias.DataPointer,
                Added = added is null ? null : (float*)added.DataPointer,
                IsRectified = isRectified,
            },
        });
        GC.KeepAlive(input);
        GC.KeepAlive(kernels);
        GC.KeepAlive(bias);
        GC.KeepAlive(added);
        return output;
    }

    private static void Multiply(float* windows, TransformedKernels kernels, float* factors, int rows, int count, float* products)
    {
        for (int panel = 0; panel < kernels.Outputs / PanelProduct.Width; panel++)
        {
            float* right = factors + ((nint)panel * kernels.Inputs * PanelProduct.Width);
            float* product = products + ((nint)panel * rows * PanelProduct.Width);
            for (int row = 0; row < count; row += PanelProduct.Rows)
            {
                PanelProduct.ByRows(
                    windows + (row * PanelProduct.Width),
                    (nint)rows * PanelProduct.Width,
                    kernels.Inputs / PanelProduct.Width,
                    right,
                    product + (row * PanelProduct.Width));
            }
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
                found[1] = KernelGradient(sources[0], upstream);
            }
        });

    private static Tensor InputGradient(Tensor upstream, Tensor kernels)
    {
        using TransformedKernels transformed = Transform(kernels, upstream, isBackward: true);
        return Apply(upstream, transformed, bias: null, added: null, isRectified: false);
    }

    // Slices of tiles and rows of places are summed up on their own, then the slices, always in the same order.
    private static Tensor KernelGradient(Tensor input, Tensor upstream)
    {
        var grid = TileGrid.Of(input, SmallTileTransform.Side);
        int inputs = (int)input.Size(1);
        int outputs = (int)upstream.Size(1);
        int rows = inputs >= 256 ? 128 : Math.Max(64, 16384 / inputs);
        nint place = ((nint)inputs * outputs) + PanelProduct.Width;
        int blocks = (grid.Count + rows - 1) / rows;
        int slices = (int)Math.Clamp(SliceElements / (SmallTileTransform.Places * (long)place), 1, Math.Min(MostSlices, blocks));
        nint inputStride = ((nint)inputs * rows) + PanelProduct.Width;
        nint outputStride = ((nint)outputs * rows) + PanelProduct.Width;
        nint scratchSize = 4 * (inputStride + outputStride);
        int threads = TorchRuntime.ThreadCount;
        using Tensor scratch = Scratch(threads * scratchSize);
        using Tensor partial = Scratch(slices * SmallTileTransform.Places * place);
        float* margin = stackalloc float[Math.Max(inputs, outputs)]; // zeros
        WorkItems.Run(4 * slices, threads, new SliceWork
        {
            Grid = grid,
            Rows = rows,
            Blocks = blocks,
            Slices = slices,
            Inputs = inputs,
            Outputs = outputs,
            Input = (float*)input.DataPointer,
            Upstream = (float*)upstream.DataPointer,
            Margin = margin,
            Scratch = (float*)scratch.DataPointer,
            ScratchSize = scratchSize,
            InputStride = inputStride,
            OutputStride = outputStride,
            Sums = (float*)partial.DataPointer,
            Place = place,
        });

        Tensor result = Tensor.Empty([outputs, inputs, 3, 3], MemoryFormat.ChannelsLast);
        WorkItems.Run(outputs, threads, new SumWork
        {
            Sums = (float*)partial.DataPointer,
            Place = place,
            Slices = slices,
            Inputs = inputs,
            Taps = (float*)result.DataPointer,
        });
        GC.KeepAlive(input);
        GC.KeepAlive(upstream);
        return result;
    }

    // sum[output, input] (+)= Σ_tiles gradient[tile, output] · window[tile, input]
    private static void Accumulate(float* gradients, int outputs, float* windows, int inputs, int rows, int count, float* sum, bool isAdded)
    {
        for (nint input = 0; input < inputs; input += PanelProduct.Width)
        {
            for (nint output = 0; output < outputs; output += PanelProduct.Width)
            {
                PanelProduct.ByColumns(
                    gradients + (output * rows), windows + (input * rows), count, sum + (output * inputs) + input, inputs, isAdded);
            }
        }
    }

    private static void SumSlices(float* sums, nint place, int slices, int output, int inputs, float* taps)
    {
        Vector512<float>* places = stackalloc Vector512<float>[SmallTileTransform.Places];
        for (int input = 0; input < inputs; input += 16)
        {
            for (int p = 0; p < SmallTileTransform.Places; p++)
            {
                float* at = sums + (p * place) + ((nint)output * inputs) + input;
                Vector512<float> sum = Vector512.Load(at);
                for (int slice = 1; slice < slices; slice++)
                {
                    sum += Vector512.Load(at + (slice * SmallTileTransform.Places * place));
                }

                places[p] = sum;
            }

            SmallTileTransform.KernelGradient(places, taps + input, inputs);
        }
    }

    private static int RoundUp(int rows) => (rows + PanelProduct.Rows - 1) / PanelProduct.Rows * PanelProduct.Rows;

    // libtorch's memory stays in its huge pages from one use to the next; memory of our own would come on top.
    private static Tensor Scratch(nint count) => TensorScope.Release(Tensor.Empty([count]));

    /// <summary>Some tiles of the output.</summary>
    private readonly struct TileWork<TTile> : IWork
        where TTile : ITileTransform
    {
        public required TileGrid Grid { get; init; }

        public required int Rows { get; init; }

        public required float* Input { get; init; }

        public required float* Margin { get; init; }

        public required TransformedKernels Kernels { get; init; }

        public required float* Factors { get; init; }

        public required float* Scratch { get; init; }

        public required nint ScratchSize { get; init; }

        public required nint InputStride { get; init; }

        public required nint OutputStride { get; init; }

        public required OutputPart Output { get; init; }

        public void Do(int item, int thread)
        {
            int first = item * Rows;
            int count = Math.Min(Rows, Grid.Count - first);
            float* windows = Scratch + (thread * ScratchSize);
            float* products = windows + (TTile.Places * InputStride);
            TTile.Windows(Input, Grid, Kernels.Inputs, Margin, first, count, Rows, windows, InputStride);
            for (int place = 0; place < TTile.Places; place++)
            {
                Multiply(
                    windows + (place * InputStride), Kernels, Factors + (place * Kernels.Stride), Rows, RoundUp(count), products + (place * OutputStride));
            }

            TTile.Output(products, OutputStride, Rows, Grid, first, count, Output);
        }
    }

    /// <summary>One row of places of the kernels' gradient, summed up over a slice of the tiles.</summary>
    private readonly struct SliceWork : IWork
    {
        public required TileGrid Grid { get; init; }

        public required int Rows { get; init; }

        public required int Blocks { get; init; }

        public required int Slices { get; init; }

        public required int Inputs { get; init; }

        public required int Outputs { get; init; }

        public required float* Input { get; init; }

        public required float* Upstream { get; init; }

        public required float* Margin { get; init; }

        public required float* Scratch { get; init; }

        public required nint ScratchSize { get; init; }

        public required nint InputStride { get; init; }

        public required nint OutputStride { get; init; }

        public required float* Sums { get; init; }

        public required nint Place { get; init; }

        public void Do(int item, int thread)
        {
            (int slice, int row) = Math.DivRem(item, 4);
            float* windows = Scratch + (thread * ScratchSize);
            float* gradients = windows + (4 * InputStride);
            float* sum = Sums + (((slice * SmallTileTransform.Places) + (4 * row)) * Place);
            int begin = (int)((long)Blocks * slice / Slices);
            int end = (int)((long)Blocks * (slice + 1) / Slices);
            for (int block = begin; block < end; block++)
            {
                int first = block * Rows;
                int count = Math.Min(Rows, Grid.Count - first);
                SmallTileTransform.WindowRow(Input, Grid, Inputs, Margin, first, count, Rows, row, windows, InputStride);
                SmallTileTransform.GradientRow(Upstream, Grid, Outputs, Margin, first, count, Rows, row, gradients, OutputStride);
                for (int column = 0; column < 4; column++)
                {
                    Accumulate(
                        gradients + (column * OutputStride), Outputs, windows + (column * InputStride), Inputs, Rows, count, sum + (column * Place), block > begin);
                }
            }
        }
    }

    /// <summary>The kernels' gradient of one output, from the slices.</summary>
    private readonly struct SumWork : IWork
    {
        public required float* Sums { get; init; }

        public required nint Place { get; init; }

        public required int Slices { get; init; }

        public required int Inputs { get; init; }

        public required float* Taps { get; init; }

        public void Do(int item, int thread) => SumSlices(Sums, Place, Slices, item, Inputs, Taps + ((nint)item * 9 * Inputs));
    }
}
