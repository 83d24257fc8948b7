using System.Runtime.Intrinsics;

namespace Countenance.Torch.Winograd;

/// <summary>
/// The kernels' gradient of <see cref="WinogradConvolution"/>. Slices of tiles and rows of places are summed up on their own, then the
/// slices, always in the same order.
/// </summary>
internal static unsafe class KernelGradient
{
    private const int MostSlices = 16;
    private const long SliceElements = 9 << 20; // of partial gradients, all slices together: two of 512 by 512 kernels in small tiles

    /// <summary>The gradient, [outputs, inputs, 3, 3], in single precision and channels last.</summary>
    /// <param name="input">[N, inputs, H, W], channels last.</param>
    /// <param name="upstream">The output's gradient, [N, outputs, H, W], channels last.</param>
    /// <param name="isLarge">Whether tiles are large.</param>
    public static Tensor Of(Tensor input, Tensor upstream, bool isLarge) => (isLarge, input.ScalarType == ScalarType.BFloat16) switch
    {
        (false, false) => Of<SmallTileTransform, SingleElement>(input, upstream),
        (false, true) => Of<SmallTileTransform, BFloat16Element>(input, upstream),
        (true, false) => Of<LargeTileTransform, SingleElement>(input, upstream),
        (true, true) => Of<LargeTileTransform, BFloat16Element>(input, upstream),
    };

    private static Tensor Of<TTile, T>(Tensor input, Tensor upstream)
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        var grid = TileGrid.Of(input, TTile.Side);
        int inputs = (int)input.Size(1);
        int outputs = (int)upstream.Size(1);
        int rows = inputs >= 256 ? 128 : Math.Max(64, 32768 / (TTile.Points * inputs) * 2);
        nint place = ((nint)inputs * outputs) + PanelProduct.Width;
        int blocks = (grid.Count + rows - 1) / rows;
        int slices = (int)Math.Clamp(SliceElements / (TTile.Places * (long)place), 1, Math.Min(MostSlices, blocks));
        nint inputStride = ((nint)inputs * rows) + PanelProduct.Width;
        nint outputStride = ((nint)outputs * rows) + PanelProduct.Width;
        nint scratchSize = TTile.Points * TileMemory.Floats<T>(inputStride + outputStride);
        int threads = TorchRuntime.ThreadCount;
        using Tensor scratch = TileMemory.Take(threads * scratchSize);
        using Tensor partial = TileMemory.Take(slices * TTile.Places * place);
        T* margin = stackalloc T[Math.Max(inputs, outputs)]; // zeros
        WorkItems.Run(TTile.Points * slices, threads, new SliceWork<TTile, T>
        {
            Grid = grid,
            Rows = rows,
            Blocks = blocks,
            Slices = slices,
            Inputs = inputs,
            Outputs = outputs,
            Input = (T*)input.DataPointer,
            Upstream = (T*)upstream.DataPointer,
            Margin = margin,
            Scratch = (float*)scratch.DataPointer,
            ScratchSize = scratchSize,
            InputStride = inputStride,
            OutputStride = outputStride,
            Sums = (float*)partial.DataPointer,
            Place = place,
        });

        Tensor result = Tensor.Empty([outputs, inputs, 3, 3], MemoryFormat.ChannelsLast);
        WorkItems.Run(outputs, threads, new SumWork<TTile>
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

    private static void Pair<T>(T* panels, int columns, int rows, int count)
        where T : unmanaged, IElement<T>
    {
        for (int panel = 0; panel < columns / PanelProduct.Width; panel++)
        {
            T.Pair(panels + ((nint)panel * rows * PanelProduct.Width), count);
        }
    }

    // sum[output, input] (+)= Σ_tiles gradient[tile, output] · window[tile, input]
    private static void Accumulate<T>(T* gradients, int outputs, T* windows, int inputs, int rows, int count, float* sum, bool isAdded)
        where T : unmanaged, IElement<T>
    {
        for (nint input = 0; input < inputs; input += PanelProduct.Width)
        {
            for (nint output = 0; output < outputs; output += PanelProduct.Width)
            {
                T.ByColumns(
                    gradients + (output * rows), windows + (input * rows), count, sum + (output * inputs) + input, inputs, isAdded);
            }
        }
    }

    private static void SumSlices<TTile>(float* sums, nint place, int slices, int output, int inputs, float* taps)
        where TTile : ITileTransform
    {
        Vector512<float>* places = stackalloc Vector512<float>[TTile.Places];
        for (int input = 0; input < inputs; input += 16)
        {
            for (int p = 0; p < TTile.Places; p++)
            {
                float* at = sums + (p * place) + ((nint)output * inputs) + input;
                Vector512<float> sum = Vector512.Load(at);
                for (int slice = 1; slice < slices; slice++)
                {
                    sum += Vector512.Load(at + (slice * TTile.Places * place));
                }

                places[p] = sum;
            }

            TTile.KernelGradient(places, taps + input, inputs);
        }
    }

    /// <summary>One row of places of the kernels' gradient, summed up over a slice of the tiles.</summary>
    private readonly struct SliceWork<TTile, T> : IWork
        where TTile : ITileTransform
        where T : unmanaged, IElement<T>
    {
        public required TileGrid Grid { get; init; }

        public required int Rows { get; init; }

        public required int Blocks { get; init; }

        public required int Slices { get; init; }

        public required int Inputs { get; init; }

        public required int Outputs { get; init; }

        public required T* Input { get; init; }

        public required T* Upstream { get; init; }

        public required T* Margin { get; init; }

        public required float* Scratch { get; init; }

        public required nint ScratchSize { get; init; }

        public required nint InputStride { get; init; }

        public required nint OutputStride { get; init; }

        public required float* Sums { get; init; }

        public required nint Place { get; init; }

        public void Do(int item, int thread)
        {
            (int slice, int row) = Math.DivRem(item, TTile.Points);
            var windows = (T*)(Scratch + (thread * ScratchSize));
            T* gradients = windows + (TTile.Points * InputStride);
            float* sum = Sums + (((slice * TTile.Places) + (TTile.Points * row)) * Place);
            int begin = (int)((long)Blocks * slice / Slices);
            int end = (int)((long)Blocks * (slice + 1) / Slices);
            for (int block = begin; block < end; block++)
            {
                int first = block * Rows;
                int count = Math.Min(Rows, Grid.Count - first);
                TTile.WindowRow(Input, Grid, Inputs, Margin, first, count, Rows, row, windows, InputStride);
                TTile.GradientRow(Upstream, Grid, Outputs, Margin, first, count, Rows, row, gradients, OutputStride);
                for (int column = 0; column < TTile.Points; column++)
                {
                    T* window = windows + (column * InputStride);
                    T* gradient = gradients + (column * OutputStride);
                    Pair(window, Inputs, Rows, count);
                    Pair(gradient, Outputs, Rows, count);
                    Accumulate(gradient, Outputs, window, Inputs, Rows, count, sum + (column * Place), block > begin);
                }
            }
        }
    }

    /// <summary>The kernels' gradient of one output, from the slices.</summary>
    private readonly struct SumWork<TTile> : IWork
        where TTile : ITileTransform
    {
        public required float* Sums { get; init; }

        public required nint Place { get; init; }

        public required int Slices { get; init; }

        public required int Inputs { get; init; }

        public required float* Taps { get; init; }

        public void Do(int item, int thread) => SumSlices<TTile>(Sums, Place, Slices, item, Inputs, Taps + ((nint)item * 9 * Inputs));
    }
}
