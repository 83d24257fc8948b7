using Countenance.Torch.Winograd;

namespace Countenance.Torch.Tests.Nn;

/// <summary>Numbers of bfloat16 as our convolutions read and write them, beside libtorch's.</summary>
public sealed unsafe class BFloat16ElementTests
{
    public BFloat16ElementTests()
        => Assert.SkipUnless(TorchRuntime.HasVectorsOfBFloat16, "The processor has no AVX512-BF16.");

    [Fact]
    public void Numbers_are_rounded_as_libtorch_rounds_them()
    {
        using var scope = new TensorScope();
        using var generator = new RandomGenerator(5);
        float[] special =
        [
            0, -0f, 1, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon, 1e-40f,
            BitConverter.UInt32BitsToSingle(0x3F80_8000), // a tie, to even below
            BitConverter.UInt32BitsToSingle(0x3F81_8000), // a tie, to even above
            BitConverter.UInt32BitsToSingle(0x3F80_8001),
            BitConverter.UInt32BitsToSingle(0x3F80_7FFF),
            -2.5f, 3.14159274f, 65504, float.NaN,
            BitConverter.UInt32BitsToSingle(0x7FFF_FFFF), // no numbers either, which rounding alone would make 0 and infinity
            BitConverter.UInt32BitsToSingle(0xFFFF_FFFF),
            BitConverter.UInt32BitsToSingle(0x7F80_0001),
            1e30f, -1e-30f, 0.1f, 1 / 3f, 2, 4, 1e38f, 127, 129, 255, 257, 1e-38f, 7,
        ];
        float[] values = [.. special, .. Tensor.Randn([16 * 500], generator).ToArray<float>()];
        float[] expected = Tensor.From(values, values.Length).To(ScalarType.BFloat16).To(ScalarType.Float32).ToArray<float>();
        var rounded = new ushort[values.Length];
        var found = new float[values.Length];

        fixed (float* source = values, target = found)
        fixed (ushort* bits = rounded)
        {
            for (int i = 0; i < values.Length; i += 16)
            {
                BFloat16Element.Store(SingleElement.Load((SingleElement*)source + i), (BFloat16Element*)bits + i);
                SingleElement.Store(BFloat16Element.Load((BFloat16Element*)bits + i), (SingleElement*)target + i);
            }
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(3)] // the fourth row is something else, and is taken for zeros
    public void Two_rows_become_pairs(int count)
    {
        var rows = new ushort[4 * PanelProduct.Width];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (ushort)(1 + i);
        }

        fixed (ushort* at = rows)
        {
            BFloat16Element.Pair((BFloat16Element*)at, count);
        }

        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < PanelProduct.Width; column++)
            {
                int expected = row < count ? 1 + (row * PanelProduct.Width) + column : 0;
                Assert.Equal(expected, rows[(row / 2 * 2 * PanelProduct.Width) + (2 * column) + (row % 2)]);
            }
        }
    }
}
